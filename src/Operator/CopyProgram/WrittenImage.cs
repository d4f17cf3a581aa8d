using System.Security.Cryptography;
using ConfigDrive.Operator.Files;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>Writes an image to the start of an open file or device, and reads it back.</summary>
internal static class WrittenImage
{
    /// <summary>Images end at a multiple of this: KubeVirt and storage that counts in MiB want it so.</summary>
    public const long Alignment = 1024 * 1024;

    private const int ChunkBytes = 256 * 1024;

    public static long PaddedLength(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Writes the image as it comes, then zeroes up to <paramref name="end"/>.</summary>
    /// <returns>Keyed digest of what came.</returns>
    public static async Task<string> WriteAsync(SafeFileHandle file, SourceImage image, long end, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, image.DigestKey.Span);
        var chunk = new byte[ChunkBytes];
        var position = 0L;
        while (position < image.Length)
        {
            var read = await image.ReadAsync(Next(chunk, image, position), cancellationToken);
            digest.AppendData(chunk, 0, read);
            await RandomAccess.WriteAsync(file, chunk.AsMemory(0, read), position, cancellationToken);
            position += read;
        }

        await ZeroAsync(file, position, end, cancellationToken);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    public static async Task ZeroAsync(SafeFileHandle file, long begin, long end, CancellationToken cancellationToken)
    {
        var zeroes = new byte[Math.Min(ChunkBytes, Math.Max(0, end - begin))];
        for (var position = begin; position < end; position += zeroes.Length)
        {
            await RandomAccess.WriteAsync(file, zeroes.AsMemory(0, (int)Math.Min(zeroes.Length, end - position)), position, cancellationToken);
        }
    }

    /// <summary>Forces everything that was written to the disk, and reads the image back from there as far as the kernel lets us.</summary>
    /// <returns>Keyed digest of what is there.</returns>
    /// <exception cref="CopyException">It is not what was written.</exception>
    public static async Task<string> ReadBackAsync(
        IFileCalls calls, SafeFileHandle file, SourceImage image, string written, CancellationToken cancellationToken)
    {
        calls.Flush(file);
        calls.DropCache(file);
        using var digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, image.DigestKey.Span);
        var chunk = new byte[ChunkBytes];
        var position = 0L;
        while (await calls.ReadAsync(file, Next(chunk, image, position), position, cancellationToken) is > 0 and var read)
        {
            digest.AppendData(chunk, 0, read);
            position += read;
        }

        var found = Convert.ToHexStringLower(digest.GetHashAndReset());
        return found == written
            ? found
            : throw new CopyException("The volume does not give back what was written to it: check the storage behind the claim.");
    }

    // Empty at the image's end: a read into it reads nothing.
    private static Memory<byte> Next(byte[] chunk, SourceImage image, long position) =>
        chunk.AsMemory(0, (int)Math.Min(chunk.Length, image.Length - position));
}
