using System.Buffers;

namespace ConfigDrive.Iso.Writing;

/// <summary>A rented buffer in front of a stream, so that small pieces reach it as large writes.</summary>
internal sealed class StreamBuffer(Stream output, int capacity) : IBufferWriter<byte>, IDisposable
{
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int used;

    public int Free => buffer.Length - used;

    public void Advance(int count) => used += count;

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (Free < Math.Max(sizeHint, 1))
        {
            Flush();
        }

        return buffer.AsMemory(used);
    }

    public void Flush()
    {
        output.Write(buffer, 0, used);
        used = 0;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
        used = 0;
    }

    // The buffer has held what the files hold, keys and passwords among it: the next renter must not see that.
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
