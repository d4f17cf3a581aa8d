using System.Buffers;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Memory that tells when it is read, and that is not an array.</summary>
internal sealed class WatchedMemory(byte[] bytes, Action onRead) : MemoryManager<byte>
{
    // The memory asks for no span to know its length.
    public override Memory<byte> Memory => CreateMemory(bytes.Length);

    public override Span<byte> GetSpan()
    {
        onRead();
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        onRead();
        return bytes.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
