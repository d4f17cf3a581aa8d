namespace ConfigDrive.Iso.Writing;

/// <summary>Reads the content of a file from its first byte to its last, and holds it to the length that the layout counted on.</summary>
internal sealed class ContentReader(IsoContent content, object path) : IDisposable, IAsyncDisposable
{
    private readonly Stream stream = content.Open();
    private long left = content.Length;

    /// <summary>Fills the start of a buffer. Zero means that the content is at its end, as it should be.</summary>
    public int Read(Span<byte> buffer)
    {
        Span<byte> surplus = stackalloc byte[1];
        return Count(stream.Read(left > 0 ? buffer[..(int)Math.Min(left, buffer.Length)] : surplus));
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        Count(await stream.ReadAsync(left > 0 ? buffer[..(int)Math.Min(left, buffer.Length)] : new byte[1], cancellationToken));

    public void Dispose() => stream.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private int Count(int read)
    {
        if (read == 0 && left > 0)
        {
            throw new InvalidDataException(
                $"{path}: the content ended {left} bytes short of the {content.Length} announced; this is no image");
        }

        if (read > 0 && left == 0)
        {
            throw new InvalidDataException(
                $"{path}: the content goes on after the {content.Length} bytes announced; this is no image");
        }

        left -= read;
        return read;
    }
}
