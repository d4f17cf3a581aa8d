namespace ConfigDrive.Iso;

/// <summary>The files cannot be laid out as an image. Nothing has been written.</summary>
public sealed class IsoLayoutException(string path, string rule) : Exception($"{path}: {rule}")
{
    /// <summary>The path of the file or directory at fault, or the name of the option.</summary>
    public string Path { get; } = path;

    /// <summary>The rule that it breaks, as a sentence that says what is allowed.</summary>
    public string Rule { get; } = rule;
}

/// <summary>
/// The bytes are not an ISO 9660 image, or one that is damaged or has features that are not supported. The message says where and what.
/// </summary>
public sealed class IsoFormatException(string message) : Exception(message);
