using System.Security.Cryptography;

namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// The tree <c>cloudstack/</c>, as CloudStack's server writes it (ConfigDriveBuilder.java, NetworkModel.java), with three differences:
/// <list type="bullet">
/// <item>each name with a hyphen has a twin with underscores, which afterburn and CloudStack's older guest scripts read;</item>
/// <item>the MD5 checksum has all its 32 digits (the server drops leading zeros);</item>
/// <item>text is UTF-8 as it is (the server writes what is not ASCII as <c>\uXXXX</c>).</item>
/// </list>
/// No line break is added to a value. A blank value has no file.
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
    /// The field of a ConfigDrive that makes an entry of that name, in any case, with hyphens or underscores; <c>null</c> when there is no such
    /// entry.
    /// </summary>
    public static string? FieldOf(string name) =>
        Entries.FirstOrDefault(entry => entry.Name.Equals(name.Replace('_', '-'), StringComparison.OrdinalIgnoreCase)).Field;

    public static IEnumerable<DriveFile> Files(DriveContent content)
    {
        var metadata = Entries.SelectMany(entry => WithTwin("metadata", entry.Name, entry.Value(content)))
            .Concat(content.Metadata.Extra.Select(extra => new DriveFile($"cloudstack/metadata/{extra.Key}.txt", Bytes(extra.Value))));
        return
        [
            .. metadata.Where(file => !file.Content.IsEmpty),
            .. content.UserData is { } userData ? [new DriveFile("cloudstack/userdata/user_data.txt", userData)] : Array.Empty<DriveFile>(),
            .. content.Password is { IsHash: false, Text: var password } ? PasswordFiles(password, content.GuestOS) : [],
        ];
    }

    private static ReadOnlyMemory<byte> Bytes(string? text) => string.IsNullOrWhiteSpace(text) ? default : Encoding.UTF8.GetBytes(text);

    private static IEnumerable<DriveFile> PasswordFiles(string password, GuestOS guest) =>
    [
        new DriveFile("cloudstack/password/vm_password.txt", Encoding.UTF8.GetBytes(password)),
        .. guest is GuestOS.Windows ? WithTwin("password", "vm-password-md5checksum", Encoding.ASCII.GetBytes(Checksum(password))) : [],
    ];

    private static DriveFile[] WithTwin(string directory, string name, ReadOnlyMemory<byte> content) =>
        [new($"cloudstack/{directory}/{name}.txt", content), new($"cloudstack/{directory}/{name.Replace('-', '_')}.txt", content)];

    // CloudStack's Windows script compares this digest with the last one, to see whether the password is new; it protects nothing.
#pragma warning disable CA5351
    private static string Checksum(string password) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5351
}
