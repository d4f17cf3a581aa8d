using System.Runtime.InteropServices;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Keeps, beside what is written, the arrays that it was written from.</summary>
/// <param name="isBroken">Whether every write fails.</param>
internal sealed class RecordingStream(bool isBroken = false) : MemoryStream
{
    public List<byte[]> Sources { get; } = [];

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.True(MemoryMarshal.TryGetArray(buffer, out var source));
        Sources.Add(source.Array!);
        await base.WriteAsync(buffer, cancellationToken);
        if (isBroken)
        {
            throw new IOException("No space left on device");
        }
    }
}
