namespace ConfigDrive.Iso;

/// <summary>The files cannot be laid out as an image. Nothing has been written.</summary>
/// <param name="path">The path of the file or directory at fault, or the name of the option.</param>
/// <param name="rule">The rule that it breaks, as a sentence that says what is allowed.</param>
public sealed class IsoLayoutException(string path, string rule) : Exception($"{path}: {rule}")
{
    /// <summary>The path of the file or directory at fault, or the name of the option.</summary>
    public string Path { get; } = path;

    /// <summary>The rule that it breaks, as a sentence that says what is allowed.</summary>
    public string Rule { get; } = rule;
}

/// <summary>
/// The bytes are not an ISO 9660 image, or a damaged one, or one with features that are not supported. The message says where and what.
/// </summary>
/// <param name="message">Where the image is at fault and what is wrong there.</param>
public sealed class IsoFormatException(string message) : Exception(message);
