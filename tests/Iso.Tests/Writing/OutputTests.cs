using System.Buffers;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class OutputTests
{
    private static readonly byte[] Megabyte = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)i)];

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public async Task Image_ByEachWayOut_IsTheSame(string tree)
    {
        var image = Trees.Image(Trees.All[tree]());
        var expected = Trees.Write(image);
        var buffer = new ArrayBufferWriter<byte>();
        using var stream = new MemoryStream();

        image.WriteTo(buffer);
        await image.WriteToAsync(stream, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Length, image.Length);
        Assert.Equal(expected, buffer.WrittenSpan);
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void WriteTo_Stream_StartsAtItsPositionAndLeavesItOpen()
    {
        using var stream = new MemoryStream();
        stream.Write("before"u8);

        Trees.Image(Trees.SampleDrive()).WriteTo(stream);
        stream.Write("after"u8);

        Assert.Equal(Trees.Write(Trees.SampleDrive()), stream.ToArray()[6..^5]);
    }

    [Fact]
    public void WriteTo_SmallImage_IsOneWrite()
    {
        using var stream = new CountingStream();

        Trees.Image(Trees.SampleDrive()).WriteTo(stream);

        Assert.Equal(1, stream.Writes);
    }

    [Fact]
    public void Create_StreamContents_OpensNone()
    {
        var image = Trees.Image(new IsoFile("a", IsoContent.FromStream(5, () => throw new InvalidOperationException("opened"))));

        Assert.Throws<InvalidOperationException>(() => Trees.Write(image));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task WriteTo_StreamContent_IsReadToTheEndAndDisposed(bool asynchronous)
    {
        using var output = new MemoryStream();
        var source = new TrickleStream(Megabyte);
        var image = Trees.Image(new IsoFile("a/large", IsoContent.FromStream(Megabyte.Length, () => source)));

        await WriteAsync(image, output, asynchronous);

        Assert.True(source.IsDisposed);
        Assert.Equal(Trees.Write(new IsoFile("a/large", IsoContent.FromBytes(Megabyte))), output.ToArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task WriteTo_StreamContentShorterThanAnnounced_NamesTheFile(bool asynchronous)
    {
        var image = Trees.Image(new IsoFile("a/short", IsoContent.FromStream(10, static () => new MemoryStream(new byte[9]))));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(image, Stream.Null, asynchronous));

        Assert.Contains("a/short", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 bytes short of the 10", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task WriteTo_StreamContentLongerThanAnnounced_NamesTheFile(bool asynchronous)
    {
        var image = Trees.Image(new IsoFile("a/long", IsoContent.FromStream(10, static () => new MemoryStream(new byte[11]))));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(image, Stream.Null, asynchronous));

        Assert.Contains("a/long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteToAsync_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new ZeroStream(64 << 20, afterFirstRead: cancellation.Cancel);
        var image = Trees.Image(new IsoFile("large", IsoContent.FromStream(64 << 20, () => source)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => image.WriteToAsync(Stream.Null, cancellation.Token).AsTask());

        Assert.InRange(source.Position, 1, (64 << 20) - 1);
    }

    [Fact]
    public void Content_FromBytesThatAreNoArray_CanBeOpened()
    {
        var owner = new ForeignMemory("content"u8.ToArray());

        using var stream = IsoContent.FromBytes(owner.Memory).Open();

        Assert.Equal("content"u8, new BinaryReader(stream).ReadBytes(100));
    }

    private static async Task WriteAsync(IsoImage image, Stream output, bool asynchronous)
    {
        if (asynchronous)
        {
            await image.WriteToAsync(output, TestContext.Current.CancellationToken);
        }
        else
        {
            image.WriteTo(output);
        }
    }
}
