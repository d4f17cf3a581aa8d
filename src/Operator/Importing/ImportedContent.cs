using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>Something of the original that the ConfigDrive does not have.</summary>
/// <param name="What">A file or a field; never a value.</param>
/// <param name="Why">Why, and what to do.</param>
internal readonly record struct LeftBehind(string What, string Why);

/// <summary>Bytes that were found, or a key of a Secret that exists.</summary>
internal sealed record ImportedSource(ReadOnlyMemory<byte> Bytes, KeySelector? Existing = null)
{
    public static ImportedSource Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public override string ToString() => nameof(ImportedSource);
}

/// <summary>A password that is on a drive. Its text form shows nothing of it.</summary>
internal sealed record ImportedPassword(string Text, string? User = null, bool IsHash = false)
{
    public override string ToString() => nameof(ImportedPassword);
}

/// <summary>What somebody's drive says, layout by layout and then merged; what is absent is <c>null</c> or empty. Contains secrets: its text form shows none.</summary>
internal sealed record ImportedContent
{
    public IReadOnlyList<Layout> Layouts { get; init; } = [];
    public string? VolumeLabel { get; init; }
    public GuestOS? GuestOS { get; init; }
    public GuestHook GuestHook { get; init; }

    /// <summary>The ID by which cloud-init and cloudbase-init know the instance.</summary>
    public string? InstanceID { get; init; }

    /// <summary>CloudStack's <c>vm-id</c>.</summary>
    public string? VirtualMachineID { get; init; }

    public string? Name { get; init; }
    public string? Hostname { get; init; }
    public string? AvailabilityZone { get; init; }
    public string? ServiceOffering { get; init; }
    public string? LocalIPv4 { get; init; }
    public string? PublicIPv4 { get; init; }
    public string? PublicHostname { get; init; }
    public string? CloudIdentifier { get; init; }
    public string? CloudName { get; init; }

    /// <summary>The namespace that a drive of this operator exposes.</summary>
    public string? ExposedNamespace { get; init; }

    public bool HasHypervisorHostName { get; init; }
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Lines of <c>authorized_keys</c>.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>Keys of Secrets that exist and hold SSH public keys.</summary>
    public IReadOnlyList<KeySelector> PublicKeySecrets { get; init; } = [];

    public ImportedSource? UserData { get; init; }

    /// <summary>Texts for cloud-init, without those that the operator adds itself.</summary>
    public IReadOnlyList<string> VendorData { get; init; } = [];

    public IReadOnlyList<string> VendorData2 { get; init; } = [];
    public ImportedSource? NetworkData { get; init; }
    public ImportedSource? NetworkConfig { get; init; }
    public ImportedPassword? Password { get; init; }
    public IReadOnlyList<InjectedFile> Files { get; init; } = [];
    public IReadOnlyList<LeftBehind> LeftBehind { get; init; } = [];

    /// <summary>This, and what is absent here from another layout of the same drive.</summary>
    public ImportedContent Over(ImportedContent other) => this with
    {
        Layouts = [.. Layouts, .. other.Layouts],
        GuestOS = GuestOS ?? other.GuestOS,
        GuestHook = GuestHook is GuestHook.None ? other.GuestHook : GuestHook,
        InstanceID = InstanceID ?? other.InstanceID,
        VirtualMachineID = VirtualMachineID ?? other.VirtualMachineID,
        Name = Name ?? other.Name,
        Hostname = Hostname ?? other.Hostname,
        AvailabilityZone = AvailabilityZone ?? other.AvailabilityZone,
        ServiceOffering = ServiceOffering ?? other.ServiceOffering,
        LocalIPv4 = LocalIPv4 ?? other.LocalIPv4,
        PublicIPv4 = PublicIPv4 ?? other.PublicIPv4,
        PublicHostname = PublicHostname ?? other.PublicHostname,
        CloudIdentifier = CloudIdentifier ?? other.CloudIdentifier,
        CloudName = CloudName ?? other.CloudName,
        ExposedNamespace = ExposedNamespace ?? other.ExposedNamespace,
        HasHypervisorHostName = HasHypervisorHostName || other.HasHypervisorHostName,
        Extra = other.Extra.Concat(Extra).GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal),
        PublicKeys = [.. PublicKeys.Concat(other.PublicKeys).Distinct(StringComparer.Ordinal)],
        UserData = UserData ?? other.UserData,

        // Both together: what one layout has in two files, another has in one.
        VendorData = VendorData is [] && VendorData2 is [] ? other.VendorData : VendorData,
        VendorData2 = VendorData is [] && VendorData2 is [] ? other.VendorData2 : VendorData2,
        NetworkData = NetworkData ?? other.NetworkData,
        NetworkConfig = NetworkConfig ?? other.NetworkConfig,
        Password = Password ?? other.Password,
        Files = Files is [] ? other.Files : Files,
        LeftBehind = [.. LeftBehind, .. other.LeftBehind],
    };

    public override string ToString() => $"{nameof(ImportedContent)} of {Name}";
}
