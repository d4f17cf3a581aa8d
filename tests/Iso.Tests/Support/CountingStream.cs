namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Counts writes.</summary>
internal sealed class CountingStream : MemoryStream
{
    public int Writes { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Writes++;
        base.Write(buffer, offset, count);
    }
}
