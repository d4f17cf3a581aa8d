using System.Buffers;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task WriteTo_LargeContent_NeedsNoBufferOfItsSize(bool asynchronous)
    {
        const int Size = 64 << 20;
        var image = Trees.Image(new IsoFile("large", IsoContent.FromStream(Size, static () => new ZeroStream(Size))));
        await WriteAsync(image, asynchronous);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await WriteAsync(image, asynchronous);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Fact]
    public void WriteTo_SmallDrive_AllocatesAlmostNothingBesideTheOutput()
    {
        var files = Trees.SampleDrive();
        var output = new ArrayBufferWriter<byte>(1 << 20);
        for (var i = 0; i < 100; i++)
        {
            Write();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 16 * 1024);

        void Write()
        {
            output.ResetWrittenCount();
            Trees.Image(files).WriteTo(output);
        }
    }

    private static async Task WriteAsync(IsoImage image, bool asynchronous)
    {
        if (asynchronous)
        {
            await image.WriteToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        else
        {
            image.WriteTo(Stream.Null);
        }
    }
}
