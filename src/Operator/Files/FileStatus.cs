using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Files;

/// <summary>What is at a path.</summary>
internal enum FileKind
{
    /// <summary>A pipe, a socket or a character device.</summary>
    Other,

    Regular,
    Directory,
    BlockDevice,

    /// <summary>A symbolic link.</summary>
    Link,
}

/// <summary>
/// What statx(2) says of a path or an open file; .NET tells a FIFO from a file only by opening it, which waits for a writer. Device and inode
/// tell whether two paths lead to the same file.
/// </summary>
internal sealed partial record FileStatus(FileKind Kind, long Size, DateTimeOffset LastWrite, (ulong Device, ulong Inode) Identity)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int StatxBytes = 256;
    private const int TypeMask = 0xF000; // S_IFMT
    private const int NotFound = 2; // ENOENT
    private const int NotADirectory = 20; // ENOTDIR

    /// <summary>What is at a path, of a link where it leads; <c>null</c> when there is nothing.</summary>
    /// <exception cref="IOException">The file system does not say.</exception>
    public static FileStatus? Of(string path) => Read(CurrentDirectory, path, flags: 0);

    /// <summary>What is at a path, be it a link; <c>null</c> when there is nothing.</summary>
    /// <inheritdoc cref="Of(string)" path="/exception"/>
    public static FileStatus? WithoutFollowing(string path) => Read(CurrentDirectory, path, NoFollow);

    /// <summary>What an open file is.</summary>
    /// <inheritdoc cref="Of(string)" path="/exception"/>
    public static FileStatus Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", EmptyPath)!;

    private static FileStatus? Read(int directory, string path, int flags)
    {
        Span<byte> found = stackalloc byte[StatxBytes];
        if (Statx(directory, path, flags, BasicStats, found) == 0)
        {
            return From(found);
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno is NotFound or NotADirectory ? null : throw VolumeFaults.From(errno, path);
    }

    // struct statx is the same on every architecture (statx(2)): stx_mode, stx_ino, stx_size, stx_mtime, stx_dev_major and stx_dev_minor.
    private static FileStatus From(ReadOnlySpan<byte> found) => new(
        (BitConverter.ToUInt16(found[28..]) & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0x6000 => FileKind.BlockDevice,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        },
        BitConverter.ToInt64(found[40..]),
        DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(found[112..])).AddTicks(BitConverter.ToUInt32(found[120..]) / TimeSpan.NanosecondsPerTick),
        (BitConverter.ToUInt64(found[136..]), BitConverter.ToUInt64(found[32..])));

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> found);
}
