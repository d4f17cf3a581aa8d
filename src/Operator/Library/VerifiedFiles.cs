using System.Collections.Concurrent;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// What the files of the library looked like when their content was last known to be right: size and time of the last change. Whoever touches
/// a file by hand changes one of them; that is cheap to see.
/// </summary>
internal sealed class VerifiedFiles(SecondaryStore library)
{
    private readonly ConcurrentDictionary<LibraryPath, FileState?> states = new();

    /// <summary>Whether a file is as it was when it was verified; <c>null</c> when nobody has looked at its content since the start of the process.</summary>
    public bool? IsUnchanged(LibraryPath path) => states.TryGetValue(path, out var state) ? state is not null && state == library.StateOf(path) : null;

    /// <summary>Remembers a file whose content is known to be right.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">How it looked before its content was read, or after it was written.</param>
    public void MarkVerified(LibraryPath path, FileState? state) => states[path] = state;

    /// <summary>The content of a file is wrong, or may be.</summary>
    public void MarkSuspect(LibraryPath path) => states[path] = null;

    /// <summary>Nothing is known of a file any more.</summary>
    public void Forget(LibraryPath path) => states.TryRemove(path, out _);
}
