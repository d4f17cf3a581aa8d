using System.Buffers;
using System.Security.Cryptography;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Operator.Revisions;

/// <summary>
/// HMAC-SHA256 of images under one key. Every image begins with a system area of 32 KiB of zeroes (ECMA-119 section 6.2.1), a third of a
/// small drive: the state after it is computed once and reused for each image.
/// </summary>
internal sealed class ImageDigest : IDisposable
{
    private const int SystemAreaBytes = 16 * 2048;
    private const int BufferBytes = 64 * 1024;

    private readonly IncrementalHash afterSystemArea;
    private readonly Lock cloning = new();

    public ImageDigest(ReadOnlySpan<byte> key)
    {
        afterSystemArea = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        afterSystemArea.AppendData(new byte[SystemAreaBytes]);
    }

    /// <summary>The digest of all bytes of <paramref name="image"/>.</summary>
    public byte[] Compute(IsoImage image)
    {
        using var hash = Clone();
        using var remainder = new Remainder(hash, SystemAreaBytes);
        image.WriteTo(remainder);
        return hash.GetHashAndReset();
    }

    public void Dispose() => afterSystemArea.Dispose();

    private IncrementalHash Clone()
    {
        lock (cloning)
        {
            return afterSystemArea.Clone();
        }
    }

    /// <summary>Hashes what is written to it, except the bytes at the start that are hashed already.</summary>
    private sealed class Remainder(IncrementalHash hash, int alreadyHashed) : IBufferWriter<byte>, IDisposable
    {
        private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        private int skip = alreadyHashed;

        public void Advance(int count)
        {
            var skipped = Math.Min(skip, count);
            skip -= skipped;
            hash.AppendData(buffer.AsSpan(skipped, count - skipped));
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (sizeHint > buffer.Length)
            {
                Return();
                buffer = ArrayPool<byte>.Shared.Rent(sizeHint);
            }

            return buffer;
        }

        public void Dispose() => Return();

        // The buffer has held keys and passwords: the next renter must not see them.
        private void Return() => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }
}

/// <summary>HMAC-SHA256 of the bytes of a stored image, with its <see cref="RevisionField"/> blank. One pass, in a buffer.</summary>
internal static class StoredImageDigest
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The digest, and the content of the field: empty in a damaged image that ends before the field does.</summary>
    public static async Task<(byte[] Digest, byte[] Field)> ComputeAsync(ReadOnlyMemory<byte> key, Stream image, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Span);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var read = await image.ReadAtLeastAsync(buffer, RevisionField.End, throwOnEndOfStream: false, cancellationToken);
            var field = TakeField(buffer.AsSpan(0, read));
            while (read > 0)
            {
                hash.AppendData(buffer, 0, read);
                read = await image.ReadAsync(buffer, cancellationToken);
            }

            return (hash.GetHashAndReset(), field);
        }
        finally
        {
            // The buffer has held keys and passwords: the next renter must not see them.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] TakeField(Span<byte> start)
    {
        if (start.Length < RevisionField.End)
        {
            return [];
        }

        var field = start[RevisionField.Start..RevisionField.End];
        var taken = field.ToArray();
        field.Clear();
        return taken;
    }
}
