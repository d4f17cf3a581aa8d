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
