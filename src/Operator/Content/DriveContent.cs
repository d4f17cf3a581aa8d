using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// What goes on a drive, fully resolved; what is absent is <c>null</c> or empty. Holds secrets: its text form shows none.
/// </summary>
internal sealed record DriveContent
{
    /// <summary>Volume label.</summary>
    public required string VolumeLabel { get; init; }

    /// <summary>Layouts to write, each once.</summary>
    public required IReadOnlyList<Layout> Layouts { get; init; }

    /// <summary>Operating system of the guest.</summary>
    public required GuestOS GuestOS { get; init; }

    /// <summary>What the guest may know of itself.</summary>
    public required GuestMetadata Metadata { get; init; }

    /// <summary>User data, untouched.</summary>
    public ReadOnlyMemory<byte>? UserData { get; init; }

    /// <summary>The tenant's vendor data.</summary>
    public string? VendorData { get; init; }

    /// <summary>The second vendor data.</summary>
    public string? VendorData2 { get; init; }

    /// <summary>A whole <c>network_data.json</c>.</summary>
    public ReadOnlyMemory<byte>? NetworkData { get; init; }

    /// <summary>A whole <c>network-config</c> for NoCloud, in cloud-init's form.</summary>
    public ReadOnlyMemory<byte>? NetworkConfig { get; init; }

    /// <summary>Network interfaces that carry a tag.</summary>
    public IReadOnlyList<NetworkDevice> Devices { get; init; } = [];

    /// <summary>SSH public keys.</summary>
    public IReadOnlyList<PublicKey> PublicKeys { get; init; } = [];

    /// <summary>The SSH public keys as a text, a line each and no line break after the last. Files that hold it share it.</summary>
    public ReadOnlyMemory<byte> AuthorizedKeys { get; init; }

    /// <summary>Files to write into the guest.</summary>
    public IReadOnlyList<InjectedFile> Files { get; init; } = [];

    /// <summary>The password, when it is due.</summary>
    public GuestPassword? Password { get; init; }

    /// <summary>When the guest applies password and keys beyond its first start.</summary>
    public GuestHook GuestHook { get; init; }

    /// <summary>Resolves the content of a drive: sources read, keys parsed, what is absent derived from the VirtualMachine.</summary>
    /// <exception cref="MissingSourceException">A Secret or ConfigMap that is not optional, or its key, is missing.</exception>
    /// <exception cref="InvalidContentException">The spec breaks a rule of <see cref="SpecValidation"/>, or a source holds what cannot be
    /// used.</exception>
    public static DriveContent Resolve(DriveInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new DriveContentResolver(inputs).Resolve();
    }

    /// <summary>Names the drive and shows nothing of its content, so that it is safe in logs and messages.</summary>
    public override string ToString() => $"{nameof(DriveContent)} of {Metadata.Name}";
}
