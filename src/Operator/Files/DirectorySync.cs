using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Files;

/// <summary>
/// Forces a directory's entries to the disk, so that a rename outlives a power failure (fsync(2): "Calling fsync() does not necessarily
/// ensure that the entry in the directory containing the file has also reached disk"). .NET cannot open a directory, hence the calls.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on every architecture of Linux

    /// <summary>Forces the entries of <paramref name="directory"/> to the disk.</summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed; <see cref="Exception.HResult"/> is the errno.</exception>
    public static void Flush(string directory)
    {
        using var handle = Open(directory, ReadOnlyCloseOnExec);
        if (handle.IsInvalid || Synchronize(handle) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot flush the directory '{directory}': {Marshal.GetPInvokeErrorMessage(errno)}", errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle file);
}
