using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// The tree <c>cloudstack/</c>, as CloudStack's server writes it (ConfigDriveBuilder.java, NetworkModel.java), with three differences:
/// <list type="bullet">
/// <item>each name with a hyphen has a twin with underscores, which afterburn and CloudStack's older guest scripts read;</item>
/// <item>the MD5 checksum has all its 32 digits (the server drops leading zeros);</item>
/// <item>text is UTF-8 as it is (the server writes what is not ASCII as <c>\uXXXX</c>).</item>
/// </list>
/// Values stand alone: no line break is added. A blank value has no file.
/// </summary>
internal static class CloudStackLayout
{
    /// <summary>
    /// The entries of <c>metadata</c> in CloudStack's order (NetworkModel.java, constants; NetworkModelImpl.java, generateVmData), each with the
    /// field of a ConfigDrive that it comes from.
    /// </summary>
    private static readonly (string Name, string Field, Func<DriveContent, ReadOnlyMemory<byte>> Value)[] Entries =
    [
        ("service-offering", "spec.metadata.serviceOffering", content => Bytes(content.Metadata.ServiceOffering)),
        ("availability-zone", "spec.metadata.availabilityZone", content => Bytes(content.Metadata.AvailabilityZone)),
        ("local-hostname", "spec.metadata.hostname", content => Bytes(content.Metadata.Hostname)),
        ("local-ipv4", "spec.metadata.localIPv4", content => Bytes(content.Metadata.LocalIPv4)),
        ("public-ipv4", "spec.metadata.publicIPv4", content => Bytes(content.Metadata.PublicIPv4)),
        ("public-hostname", "spec.metadata.publicHostname", content => Bytes(content.Metadata.PublicHostname)),
        ("instance-id", "spec.metadata.instanceID", content => Bytes(content.Metadata.VirtualMachineID)),
        ("vm-id", "spec.metadata.instanceID", content => Bytes(content.Metadata.VirtualMachineID)),
        ("public-keys", "spec.sshPublicKeys", content => content.AuthorizedKeys),
        ("cloud-identifier", "spec.metadata.cloudIdentifier", content => Bytes(content.Metadata.CloudIdentifier)),
        ("hypervisor-host-name", "spec.metadata.exposeHypervisorHostName", content => Bytes(content.Metadata.HypervisorHostName)),
        ("cloud-domain", "spec.metadata.exposeNamespace", content => Bytes(content.Metadata.CloudDomain)),
        ("cloud-domain-id", "spec.metadata.exposeNamespace", content => Bytes(content.Metadata.CloudDomainID)),
        ("cloud-name", "spec.metadata.cloudName", content => Bytes(content.Metadata.CloudName)),
    ];

    /// <summary>
    /// The field of a ConfigDrive by which a drive has an entry of that name, whatever its case, with hyphens or underscores; <c>null</c> when it has
    /// none.
    /// </summary>
    public static string? FieldOf(string name) =>
        Entries.FirstOrDefault(entry => entry.Name.Equals(name.Replace('_', '-'), StringComparison.OrdinalIgnoreCase)).Field;

    public static IEnumerable<DriveFile> Files(DriveContent content)
    {
        foreach (var (name, _, read) in Entries)
        {
            foreach (var file in read(content) is { IsEmpty: false } value ? WithTwin("metadata", name, value) : [])
            {
                yield return file;
            }
        }

        foreach (var (key, value) in content.Metadata.Extra)
        {
            if (Bytes(value) is { IsEmpty: false } bytes)
            {
                yield return new DriveFile($"cloudstack/metadata/{key}.txt", bytes);
            }
        }

        if (content.UserData is { } userData)
        {
            yield return new DriveFile("cloudstack/userdata/user_data.txt", userData);
        }

        foreach (var file in PasswordFiles(content))
        {
            yield return file;
        }
    }

    private static ReadOnlyMemory<byte> Bytes(string? text) => string.IsNullOrWhiteSpace(text) ? default : Encoding.UTF8.GetBytes(text);

    private static IEnumerable<DriveFile> PasswordFiles(DriveContent content)
    {
        if (content.Password is { IsHash: false, Text: var password })
        {
            yield return new DriveFile("cloudstack/password/vm_password.txt", Encoding.UTF8.GetBytes(password));
            if (content.GuestOS is GuestOS.Windows)
            {
                foreach (var file in WithTwin("password", "vm-password-md5checksum", Encoding.ASCII.GetBytes(Checksum(password))))
                {
                    yield return file;
                }
            }
        }
    }

    private static IEnumerable<DriveFile> WithTwin(string directory, string name, ReadOnlyMemory<byte> content)
    {
        yield return new DriveFile($"cloudstack/{directory}/{name}.txt", content);
        if (name.Replace('-', '_') is var twin && twin != name)
        {
            yield return new DriveFile($"cloudstack/{directory}/{twin}.txt", content);
        }
    }

    // CloudStack's Windows script compares this digest with the last one, to see whether the password is new; it protects nothing.
#pragma warning disable CA5351
    private static string Checksum(string password) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5351
}
