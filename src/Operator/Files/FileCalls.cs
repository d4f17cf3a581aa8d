using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Files;

/// <summary>
/// The calls to the kernel that decide whether a file survives a power failure. Tests record their order, and simulate a disk that returns other bytes
/// than were written.
/// </summary>
internal interface IFileCalls
{
    void Flush(SafeFileHandle file);

    /// <summary>
    /// Forces a directory's entries to the disk (fsync(2): "Calling fsync() does not necessarily ensure that the entry in the directory
    /// containing the file has also reached disk").
    /// </summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed; <see cref="Exception.HResult"/> is the errno.</exception>
    void FlushDirectory(string directory);

    void Rename(string from, string to);

    /// <summary>
    /// Drops the cached content of a file that is on the disk, so that the next read comes from there. Only a request: some file systems ignore it.
    /// </summary>
    void DropCache(SafeFileHandle file);

    ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long position, CancellationToken cancellationToken);
}

/// <summary>The calls of Linux. .NET cannot open a directory, nor advise, hence the imports.</summary>
internal sealed partial class FileCalls : IFileCalls
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on every architecture of Linux
    private const int TooManyLinks = 40; // ELOOP, which is what O_NOFOLLOW makes of a link
    private const int NonBlocking = 0x800; // O_NONBLOCK, likewise

    // O_NOFOLLOW (asm-generic/fcntl.h; arm64 has its own, arch/arm64/include/uapi/asm/fcntl.h).
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x8000 : 0x20000;

    // POSIX_FADV_DONTNEED (linux/fadvise.h).
    private static readonly int DontNeed = RuntimeInformation.ProcessArchitecture is Architecture.S390x ? 6 : 4;

    private FileCalls()
    {
    }

    public static FileCalls Kernel { get; } = new();

    public void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void FlushDirectory(string directory)
    {
        using var handle = Open(directory, ReadOnlyCloseOnExec);
        if (handle.IsInvalid || Synchronize(handle) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot flush the directory '{directory}': {Marshal.GetPInvokeErrorMessage(errno)}", errno);
        }
    }

    /// <summary>Opens a regular file. A link is not followed, and a FIFO does not wait for a writer: both are refused.</summary>
    /// <exception cref="IOException">It is not a regular file, or cannot be opened; <see cref="Exception.HResult"/> is the errno.</exception>
    public static FileStream OpenRegular(string path)
    {
        var handle = Open(path, ReadOnlyCloseOnExec | NonBlocking | NoFollow);
        if (handle.IsInvalid)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw errno == TooManyLinks ? new IOException($"'{path}' is a link, which is not followed: remove it") : VolumeFaults.From(errno, path);
        }

        if (FileStatus.Of(handle).Kind is not FileKind.Regular)
        {
            handle.Dispose();
            throw new IOException($"'{path}' is not a regular file: remove it");
        }

        return new FileStream(handle, FileAccess.Read);
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void DropCache(SafeFileHandle file) => _ = Advise(file, offset: 0, length: 0, DontNeed);

    public ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, position, cancellationToken);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
