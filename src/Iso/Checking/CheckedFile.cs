namespace ConfigDrive.Iso.Checking;

/// <summary>A file that the check of a tree came by.</summary>
/// <param name="Path">Its path in the identifiers of the tree, without version.</param>
/// <param name="PosixPath">Its path in Rock Ridge names; null if there is no such name.</param>
/// <param name="Block">The block where it starts.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Posix">What Rock Ridge says of it.</param>
internal sealed record CheckedFile(string Path, string? PosixPath, uint Block, uint Length, PosixEntries? Posix);
