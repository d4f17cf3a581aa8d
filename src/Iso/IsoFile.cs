namespace ConfigDrive.Iso;

/// <summary>A file to put into an image.</summary>
/// <param name="Path">
/// Names joined by "/", such as "openstack/latest/user_data"; the directories are implied. A name is at most 255 bytes of UTF-8
/// without control characters, and there are at most seven directories above a file.
/// </param>
/// <param name="Content">The bytes of the file.</param>
public sealed record IsoFile(string Path, IsoContent Content);
