namespace ConfigDrive.Operator.Storage;

/// <summary>How a file looks from outside.</summary>
/// <param name="Size">Size in bytes.</param>
/// <param name="LastWrite">Time of the last change.</param>
public sealed record FileState(long Size, DateTimeOffset LastWrite);
