using System.Buffers;
using System.Security.Cryptography;
using ConfigDrive.Iso;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>
/// HMAC-SHA256 of images under one key. Every image begins with a system area of 32 KiB of zeroes (ECMA-119 section 6.2.1), a third of a
/// small drive: the state after it is computed once and taken up again for each image.
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
    public byte[] Of(IsoImage image)
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

    /// <summary>Hashes what is written to it, but for the bytes at the start that are hashed already.</summary>
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
