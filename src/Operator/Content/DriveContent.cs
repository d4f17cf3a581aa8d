namespace ConfigDrive.Operator.Content;

/// <summary>
/// What goes on a drive, fully resolved; what is absent is <c>null</c> or empty. Contains secrets: its text form shows none.
/// </summary>
internal sealed record DriveContent
{
    public required string VolumeLabel { get; init; }

    /// <summary>Each once.</summary>
    public required IReadOnlyList<Layout> Layouts { get; init; }

    public required GuestOS GuestOS { get; init; }
    public required GuestMetadata Metadata { get; init; }

    public ReadOnlyMemory<byte>? UserData { get; init; }

    /// <summary>What the class adds; <c>null</c> without one.</summary>
    public ClassContent? Class { get; init; }

    public string? VendorData { get; init; }
    public string? VendorData2 { get; init; }

    /// <summary>A whole <c>network_data.json</c>.</summary>
    public ReadOnlyMemory<byte>? NetworkData { get; init; }

    /// <summary>A whole <c>network-config</c> for NoCloud, in cloud-init's form.</summary>
    public ReadOnlyMemory<byte>? NetworkConfig { get; init; }

    /// <summary>Network interfaces that carry a tag.</summary>
    public IReadOnlyList<NetworkDevice> Devices { get; init; } = [];

    public IReadOnlyList<PublicKey> PublicKeys { get; init; } = [];

    /// <summary>The SSH public keys as a text, a line each and no line break after the last. Files with it share it.</summary>
    public ReadOnlyMemory<byte> AuthorizedKeys { get; init; }

    public IReadOnlyList<InjectedFile> Files { get; init; } = [];

    /// <summary>The password, when it is due.</summary>
    public GuestPassword? Password { get; init; }

    /// <summary>When the guest applies password and keys beyond its first start.</summary>
    public GuestHook GuestHook { get; init; }

    /// <summary>Resolves the content of a drive: sources read, keys parsed, what is absent derived from the VirtualMachine.</summary>
    /// <exception cref="MissingSourceException">A Secret or ConfigMap that is not optional, or its key, is missing.</exception>
    /// <exception cref="InvalidContentException">The spec breaks a rule of <see cref="SpecValidation"/>, or a source contains something that
    /// cannot be used.</exception>
    public static DriveContent Resolve(DriveInputs inputs) => new DriveContentResolver(inputs).Resolve();

    /// <summary>Names the drive and shows nothing of its content, so that it is safe in logs and messages.</summary>
    public override string ToString() => $"{nameof(DriveContent)} of {Metadata.Name}";
}

/// <summary>
/// A network interface that software in the guest knows by a tag (Nova's device role tagging). The MAC address is in lower case with colons; the PCI
/// address is <c>none</c> when it is not fixed, as in Nova.
/// </summary>
internal sealed record NetworkDevice(string MacAddress, string Address, string Tag);

/// <summary>An SSH public key that may log in.</summary>
/// <param name="Name">Unique on the drive: the key's comment where that makes a plain name.</param>
/// <param name="Line">The line of <c>authorized_keys</c>, without a line break: options, type, base64 and comment.</param>
internal sealed record PublicKey(string Name, string Line);

/// <summary>A file that the guest's agent writes into the guest, under an absolute path.</summary>
internal sealed record InjectedFile(string Path, ReadOnlyMemory<byte> Content);

internal static class ContentLimits
{
    /// <summary>
    /// Bytes of one source, decoded: 1 MiB, the ceiling of CloudStack's <c>vm.userdata.max.length</c> and about the maximum of a Secret.
    /// </summary>
    public const int SourceBytes = 1024 * 1024;

    /// <summary>
    /// SSH keys of a drive. <c>meta_data.json</c> has each twice, and every guest reads all of them at each login or start; a key of RSA with 4,096 bits
    /// has about 750 bytes.
    /// </summary>
    public const int PublicKeys = 1024;

    /// <summary>Bytes of a drive's SSH keys together: as of one source.</summary>
    public const int PublicKeyBytes = SourceBytes;

    /// <summary>Bytes of an image: 64 MiB, as in CloudStack (ConfigDriveBuilder.java) and Nova (<c>CONFIGDRIVESIZE_BYTES</c>).</summary>
    public const long ImageBytes = 64L * 1024 * 1024;
}

/// <summary>
/// What a ConfigDrive or its sources say cannot be put on a drive: the path of the field, what is wrong and what to do, without a value of a Secret.
/// A retry does not help.
/// </summary>
internal sealed class InvalidContentException(string field, string rule) : Exception($"{field}: {rule}")
{
    public string Field { get; } = field;
}
