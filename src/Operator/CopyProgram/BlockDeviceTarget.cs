using System.Runtime.InteropServices;
using ConfigDrive.Operator.Files;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>
/// A claim of volume mode <c>Block</c>. What is after the image is zeroed, so that nothing of what the device had before can be read. A device cannot
/// be replaced as a whole: only the digest proves that it is filled.
/// </summary>
internal sealed class BlockDeviceTarget(string path, IFileCalls? calls = null) : ICopyTarget
{
    public async Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken)
    {
        try
        {
            using var device = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.WriteThrough);
            var size = BlockDevice.SizeOf(device);
            if (size < image.Length)
            {
                throw new CopyException(
                    $"The device {path} has {size} bytes, the image {image.Length}: ask for a larger claim (spec.primaryStorage.size).");
            }

            var end = Math.Min(size, WrittenImage.PaddedLength(image.Length));
            if (!BlockDevice.TryZero(device, end, size - end))
            {
                await WrittenImage.ZeroAsync(device, end, size, cancellationToken);
            }

            var written = await WrittenImage.WriteAsync(device, image, end, cancellationToken);
            return await WrittenImage.ReadBackAsync(calls ?? FileCalls.Kernel, device, image, written, cancellationToken);
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw CopyException.CannotWrite(path, exception);
        }
    }
}

/// <summary>What .NET does not offer for block devices.</summary>
internal static partial class BlockDevice
{
    private const int SeekEnd = 2;
    private const int PunchHoleKeepSize = 3; // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE

    /// <summary>Whether a path leads to a block device.</summary>
    public static bool IsAt(string path) => FileStatus.Of(path) is { Kind: FileKind.BlockDevice };

    /// <summary>How many bytes a device has; fstat(2), which .NET asks, says 0.</summary>
    public static long SizeOf(SafeFileHandle device) => Seek(device, 0, SeekEnd) is >= 0 and var size
        ? size
        : throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());

    /// <summary>Has the device itself zero a range, without the zeroes being sent to it or taking space. False when it cannot.</summary>
    public static bool TryZero(SafeFileHandle device, long begin, long length) =>
        length == 0 || Allocate(device, PunchHoleKeepSize, begin, length) == 0;

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
