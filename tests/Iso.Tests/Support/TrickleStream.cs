namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Yields a few bytes at a time, as a socket may.</summary>
internal sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
{
    private const int Most = 1009;

    public bool IsDisposed { get; private set; }

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(Most, buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(Most, buffer.Length)], cancellationToken);

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
