using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConfigDrive.Operator.Content;

/// <summary>Who a VirtualMachine is to its guest, as KubeVirt decides it.</summary>
internal static class VirtualMachineIdentity
{
    // pkg/virt-controller/watch/vm, magicUUID.
    private static readonly Guid KubeVirtNamespace = new("6a1a24a1-4061-4607-8bf4-a3963d0c5895");

    // The operator's own, a random UUID.
    private static readonly Guid InstanceNamespace = new("b5d3c0de-7f0a-4b52-9d0c-52c1a7f4e6a9");

    /// <summary>
    /// A VirtualMachine reduced to what drives are made from, whose change makes a new drive: not a disk, which the operator itself changes, a start,
    /// or more memory.
    /// </summary>
    public static V1VirtualMachine WhatContentReads(V1VirtualMachine virtualMachine)
    {
        var template = virtualMachine.Spec.Template.Spec;
        var devices = template.Domain.Devices;
        var zone = template.NodeSelector?.GetValueOrDefault(Labels.Zone);
        return new V1VirtualMachine
        {
            Metadata = new() { Name = virtualMachine.Metadata.Name },
            Spec = new()
            {
                Instancetype = virtualMachine.Spec.Instancetype,
                Template = new()
                {
                    Spec = new()
                    {
                        Hostname = template.Hostname,
                        NodeSelector = zone is null ? null : new Dictionary<string, string> { [Labels.Zone] = zone },
                        Networks = template.Networks,
                        Domain = new()
                        {
                            Firmware = template.Domain.Firmware,
                            Devices = new() { Interfaces = devices.Interfaces, HostDevices = devices.HostDevices },
                        },
                    },
                },
            },
        };
    }

    /// <summary>
    /// The SMBIOS system UUID: <c>firmware.uuid</c>, or what KubeVirt derives where that is absent (before 1.6). cloud-init compares it
    /// with the instance ID: when they are equal it uses its cache at later boots, otherwise it reads the drive at every boot.
    /// </summary>
    public static string SystemUuid(V1VirtualMachine virtualMachine) =>
        virtualMachine.Spec.Template.Spec.Domain.Firmware?.Uuid is { } uuid && !string.IsNullOrWhiteSpace(uuid)
            ? uuid.ToLowerInvariant()
            : NameBasedUuid(KubeVirtNamespace, virtualMachine.Metadata.Name ?? "").ToString();

    /// <summary>The instance ID of a guest; <paramref name="parts"/> are what it processes once per instance: user data, vendor data and files.</summary>
    public static string InstanceID(InstanceIdentity identity, string systemUuid, IEnumerable<ReadOnlyMemory<byte>> parts) => identity switch
    {
        InstanceIdentity.SystemUUID => systemUuid,
        InstanceIdentity.PerUserData => NameBasedUuid(InstanceNamespace, $"{systemUuid} {DigestOf(parts)}").ToString(),
        _ => NameBasedUuid(InstanceNamespace, systemUuid).ToString(),
    };

    /// <summary>
    /// The host name: <c>spec.hostname</c> of the template, else the first label of the VirtualMachine's name, cut to the 63 characters of
    /// a DNS label (pkg/util/net/dns/sanitize.go).
    /// </summary>
    public static string Hostname(V1VirtualMachine virtualMachine)
    {
        var given = virtualMachine.Spec.Template.Spec.Hostname;
        var label = (string.IsNullOrWhiteSpace(given) ? virtualMachine.Metadata.Name ?? "" : given).Split('.')[0];
        return label.Length <= 63 ? label : label[..63].TrimEnd('-');
    }

    // With the length of each, so that a byte which moves from one part to the next changes the digest.
    private static string DigestOf(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Version 5 of RFC 9562 is SHA-1 by definition; it identifies, and protects nothing.
#pragma warning disable CA5350
    private static Guid NameBasedUuid(Guid space, string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
#pragma warning restore CA5350
}
