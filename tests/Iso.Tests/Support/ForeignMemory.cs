using System.Buffers;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Memory that gives away no array.</summary>
internal sealed class ForeignMemory(byte[] bytes) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => bytes.AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
