namespace ConfigDrive.Operator.Content;

/// <summary>How large content may be.</summary>
internal static class ContentLimits
{
    /// <summary>
    /// Bytes of one source, decoded: 1 MiB, the ceiling of CloudStack's <c>vm.userdata.max.length</c> and about what a Secret can hold.
    /// </summary>
    public const int SourceBytes = 1024 * 1024;

    /// <summary>Bytes of an image: 64 MiB, as in CloudStack (ConfigDriveBuilder.java) and Nova (<c>CONFIGDRIVESIZE_BYTES</c>).</summary>
    public const long ImageBytes = 64L * 1024 * 1024;

    /// <summary>Characters of a key of <c>metadata.extra</c>: with <c>.txt</c> they fill the 64 characters of a Joliet name.</summary>
    public const int ExtraKeyCharacters = 60;
}
