using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Importing;

/// <summary>
/// Reads the tree <c>cloudstack/</c>, as CloudStack (ConfigDriveBuilder.java, NetworkModel.java) and this operator write it: a value a file.
/// </summary>
internal sealed class CloudStackReader(SourceDrive drive)
{
    private const string Password = "cloudstack/password/vm_password.txt";
    private const string WindowsChecksum = "cloudstack/password/vm-password-md5checksum.txt";
    private const string Suffix = ".txt";

    // As many as a ConfigDrive may have, and some that it refuses.
    private const int MostExtra = 256;

    public static bool IsOn(SourceDrive drive) => drive.Below("cloudstack").Any();

    /// <summary>The password on the drive, if there is one.</summary>
    public static ImportedPassword? PasswordOn(SourceDrive drive) => drive.FindText(Password) is { Length: > 0 } text ? new ImportedPassword(text) : null;

    /// <summary>Whether the drive has what only Windows guests get.</summary>
    public static bool IsForWindows(SourceDrive drive) => drive.Has(WindowsChecksum);

    /// <exception cref="UnreadableDriveException">A file cannot be read.</exception>
    public ImportedContent Read()
    {
        var (local, @public, name) = (Value("local-ipv4"), Value("public-ipv4"), Value("public-hostname"));
        return new ImportedContent
        {
            Layouts = [Layout.CloudStack],
            InstanceID = Value("instance-id"),
            VirtualMachineID = Value("vm-id"),
            Hostname = Value("local-hostname"),
            AvailabilityZone = Value("availability-zone"),
            ServiceOffering = Value("service-offering"),
            LocalIPv4 = local,

            // Without one in the spec, the public address is the local one; with one there is a public host name, too.
            PublicIPv4 = @public == local && (name is null || name != @public) ? null : @public,
            PublicHostname = name,
            CloudIdentifier = Value("cloud-identifier"),
            CloudName = Value("cloud-name"),
            HasHypervisorHostName = Value("hypervisor-host-name") is not null,

            // Only this operator writes the name with underscores.
            ExposedNamespace = drive.Has("cloudstack/metadata/cloud_domain.txt") ? Value("cloud-domain") : null,
            Extra = Extra(out var more),
            PublicKeys = [.. KeyLines.Of(Value("public-keys") ?? "")],
            UserData = drive.Find("cloudstack/userdata/user_data.txt") is { IsEmpty: false } userData ? new ImportedSource(userData) : null,
            LeftBehind =
            [
                .. Value("cloud-domain") is not null && !drive.Has("cloudstack/metadata/cloud_domain.txt")
                    ? [new LeftBehind("cloudstack/metadata/cloud-domain.txt", "set spec.metadata.exposeNamespace to have the name of the namespace there")]
                    : Array.Empty<LeftBehind>(),
                .. more > 0 ? [new LeftBehind("cloudstack/metadata/", $"{more} entries are beyond the {MostExtra} that are read")] : Array.Empty<LeftBehind>(),
            ],
        };
    }

    // Older releases wrote underscores.
    private string? Value(string name) =>
        new[] { name, name.Replace('-', '_') }.Select(each => drive.FindText($"cloudstack/metadata/{each}{Suffix}")).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private Dictionary<string, string> Extra(out int more)
    {
        var names = drive.Below("cloudstack/metadata").Where(path => path.EndsWith(Suffix, StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal))
            .Select(path => path[..^Suffix.Length]).Where(name => CloudStackLayout.FieldOf(name) is null).ToList();
        more = Math.Max(0, names.Count - MostExtra);
        return names.Take(MostExtra).ToDictionary(name => name, name => drive.FindText($"cloudstack/metadata/{name}{Suffix}") ?? "", StringComparer.Ordinal);
    }
}
