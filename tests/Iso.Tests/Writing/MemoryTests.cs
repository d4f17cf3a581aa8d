using System.Buffers;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

/// <summary>
/// What is allocated, by the thread that does the work. How much that is depends a little on how far the code has been compiled: the
/// limits are far from that, and far from the size of what is written.
/// </summary>
public sealed class MemoryTests
{
    private const int Large = 64 << 20;

    [Fact]
    public void WriteToAsync_LargeContent_NeedsNoBufferOfItsSize()
    {
        var image = Trees.Image(new IsoFile("large", IsoContent.FromBytes(new byte[Large])));

        Assert.InRange(Allocated(() => Assert.True(image.WriteToAsync(Stream.Null).AsTask().IsCompletedSuccessfully)), 0, Large / 64);
    }

    [Fact]
    public void WriteTo_SmallDrive_AllocatesAlmostNothingBesideTheOutput()
    {
        var image = Trees.Image(Trees.SampleDrive());
        var output = new ArrayBufferWriter<byte>((int)image.Length);

        Assert.InRange(Allocated(() => image.WriteTo(output)), 0, image.Length / 16);
    }

    [Fact]
    public void Create_SmallDrive_AllocatesLessThanItsImageHasBytes()
    {
        var files = Trees.SampleDrive();
        var length = Trees.Image(files).Length;

        Assert.InRange(Allocated(() => Trees.Image(files)), 0, length / 2);
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
