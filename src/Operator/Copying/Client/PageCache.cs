using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Copying.Client;

/// <summary>The kernel's copy of what files hold.</summary>
internal static partial class PageCache
{
    // POSIX_FADV_DONTNEED (linux/fadvise.h).
    private static readonly int DontNeed = RuntimeInformation.ProcessArchitecture is Architecture.S390x ? 6 : 4;

    /// <summary>
    /// Drops what is cached of a file and lies on the disk, so that the next read comes from there. Only a request: some file systems do not heed it.
    /// </summary>
    public static void Drop(SafeFileHandle file) => _ = Advise(file, offset: 0, length: 0, DontNeed);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
