namespace ConfigDrive.Operator.Content;

/// <summary>A file of a layout.</summary>
/// <param name="Path">Path on the drive, without a leading slash.</param>
/// <param name="Content">Its bytes. Files that hold the very same memory become hard links.</param>
internal readonly record struct DriveFile(string Path, ReadOnlyMemory<byte> Content);
