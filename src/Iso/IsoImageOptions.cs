namespace ConfigDrive.Iso;

/// <summary>What an image says of itself, beside its files.</summary>
public sealed record IsoImageOptions
{
    /// <summary>
    /// The volume label, recorded as it is in the primary and in the Joliet descriptor, padded with spaces. At most 16 printable ASCII
    /// characters, which is what Joliet's field holds (ECMA-119 8.5.5). Lower case, outside the standard's d-characters, is kept: guests
    /// look for "config-2".
    /// </summary>
    public required string VolumeLabel { get; init; }

    /// <summary>
    /// The one time that the image carries, for the volume and for every file, recorded in UTC to the second. Years 1900 to 2155. The Unix
    /// epoch unless set, so that the same files make the same image at any time.
    /// </summary>
    public DateTimeOffset Timestamp { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Who publishes the volume (ECMA-119 8.4.20): at most 64 printable ASCII characters. Empty for none.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>Who prepared the data (ECMA-119 8.4.21): at most 64 printable ASCII characters. Empty for none.</summary>
    public string DataPreparer { get; init; } = "";

    /// <summary>What made the image (ECMA-119 8.4.22): at most 64 printable ASCII characters. Empty for none.</summary>
    public string Application { get; init; } = "";

    /// <summary>
    /// What an application records for its own use (ECMA-119 8.4.32), in the primary descriptor alone: at most 512 printable ASCII characters,
    /// followed by zeroes. Empty, and so all zero, unless set.
    /// </summary>
    public string ApplicationUse { get; init; } = "";
}
