using System.Buffers;
using System.Security.Cryptography;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>HMAC-SHA256 of the bytes of a stored image, with its <see cref="RevisionField"/> taken for blank. One pass, in a buffer.</summary>
internal static class StoredImageDigest
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The digest, and what the field holds: nothing in an image that ends before the field does, which is damaged.</summary>
    public static async Task<(byte[] Digest, byte[] Field)> OfAsync(ReadOnlyMemory<byte> key, Stream image, CancellationToken cancellationToken)
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
