using System.Net;
using System.Net.NetworkInformation;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>What a VirtualMachine's spec says about its network cards.</summary>
internal static class VirtualMachineInterfaces
{
    // KubeVirt's default for a pod network (pkg/network/link, DefaultVMCIDR); the gateway has the first address, the guest the second.
    private const string DefaultMasqueradeNetwork = "10.0.2.0/24";

    /// <summary>The interfaces except unplugged ones, with MAC addresses in lower case with colons.</summary>
    public static IReadOnlyList<Interface> Read(V1VirtualMachine virtualMachine) =>
    [
        .. virtualMachine.Spec.Template.Spec.Domain.Devices.Interfaces
            .Where(each => each.State is not "absent")
            .Select(each => each with { MacAddress = Normalize(each.MacAddress) }),
    ];

    /// <summary>
    /// Whether every network card that the guest can have is known by its MAC address: no card without a fixed one, none that KubeVirt
    /// adds by default, and no device of the node, which may be a card.
    /// </summary>
    public static bool AreAllKnown(V1VirtualMachine virtualMachine) =>
        Read(virtualMachine) is { Count: > 0 } interfaces
        && interfaces.All(each => each.MacAddress is not null)
        && virtualMachine.Spec.Template.Spec.Domain.Devices.HostDevices.Count == 0;

    /// <summary>The constant address that KubeVirt's masquerade gives the guest's first interface; <c>null</c> when it is not behind one.</summary>
    public static IPAddress? MasqueradedAddress(V1VirtualMachine virtualMachine)
    {
        if (Read(virtualMachine) is not [{ Masquerade: not null } first, ..])
        {
            return null;
        }

        var network = virtualMachine.Spec.Template.Spec.Networks.FirstOrDefault(each => each.Name == first.Name);
        var cidr = network?.Pod?.VmNetworkCIDR is { Length: > 0 } given ? given : DefaultMasqueradeNetwork;
        if (!InterfaceAddress.TryParse(cidr, out var block) || !block.IsIPv4)
        {
            return null;
        }

        var octets = block.Address.GetAddressBytes();
        octets[3] += 2;
        return new IPAddress(octets);
    }

    /// <summary>
    /// A MAC address in lower case with colons, from any spelling of six octets: colons, hyphens, dots between every four digits, none; <c>null</c> when
    /// it is not one.
    /// </summary>
    public static string? Normalize(string? macAddress) =>
        macAddress is not null && PhysicalAddress.TryParse(macAddress, out var address) && address.GetAddressBytes() is { Length: 6 } octets
            ? string.Join(':', octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)))
            : null;
}
