namespace ConfigDrive.Iso.Checking;

/// <summary>What the Rock Ridge entries of a record say.</summary>
internal sealed record PosixEntries
{
    /// <summary>The name, from all NM entries; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>PX: mode, links, user, group; null if there is no sound PX.</summary>
    public (uint Mode, uint Links, uint User, uint Group)? Attributes { get; init; }

    /// <summary>PX: the file serial number; null in a PX that has none.</summary>
    public uint? Serial { get; init; }
}
