namespace ConfigDrive.Iso.Checking;

/// <summary>A primary or Joliet volume descriptor, as far as other checks need it.</summary>
internal sealed record CheckedVolume
{
    public required bool IsJoliet { get; init; }

    /// <summary>The block of the descriptor.</summary>
    public required uint Block { get; init; }

    public required uint SpaceSize { get; init; }

    public required uint PathTableSize { get; init; }

    public required uint LPathTable { get; init; }

    public required uint OptionalLPathTable { get; init; }

    public required uint MPathTable { get; init; }

    public required uint OptionalMPathTable { get; init; }

    public required uint RootBlock { get; init; }

    public required uint RootLength { get; init; }

    /// <summary>The 17 bytes of the volume creation time.</summary>
    public required byte[] CreationTime { get; init; }

    /// <summary>The 34 bytes of the root's directory record.</summary>
    public required byte[] RootRecord { get; init; }

    public string Name => IsJoliet ? "Joliet" : "primary";

    public string Where => $"{Name} volume descriptor";
}
