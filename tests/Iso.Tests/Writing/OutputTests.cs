using System.Buffers;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class OutputTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public async Task Image_ByEitherWayOut_IsTheSame(string tree)
    {
        var image = Trees.Image(Trees.All[tree]());
        var expected = Trees.Write(image);
        using var stream = new MemoryStream();

        await image.WriteToAsync(stream, Token);

        Assert.Equal(expected.Length, image.Length);
        Assert.Equal(expected, stream.ToArray());
    }

    // Around the capacity of the buffer, and beyond it.
    [Theory, InlineData(400_000), InlineData(524_288), InlineData(524_289), InlineData(5_000_001)]
    public async Task Image_WithLargeFiles_IsTheSameByEitherWayOut(int size)
    {
        var image = Trees.Image(Trees.Bytes("a", size), Trees.Bytes("b", 3), Trees.Bytes("c", size + 1), Trees.Bytes("d", 5));
        using var stream = new MemoryStream();

        await image.WriteToAsync(stream, Token);

        Assert.Equal(Trees.Write(image), stream.ToArray());
    }

    [Fact]
    public async Task WriteToAsync_Stream_StartsAtItsPositionAndLeavesItOpen()
    {
        using var stream = new MemoryStream();
        stream.Write("before"u8);

        await Trees.Image(Trees.SampleDrive()).WriteToAsync(stream, Token);
        stream.Write("after"u8);

        Assert.Equal(Trees.Write(Trees.SampleDrive()), stream.ToArray()[6..^5]);
    }

    [Fact]
    public async Task WriteToAsync_SmallImage_IsOneWrite()
    {
        using var stream = new RecordingStream();

        await Trees.Image(Trees.SampleDrive()).WriteToAsync(stream, Token);

        Assert.Single(stream.Sources);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task WriteToAsync_OfAPassword_LeavesNoTraceOfItInTheBuffer(bool isBroken)
    {
        // Nothing else in this process writes it, so that it does not matter who has the buffer by then.
        var password = Guid.NewGuid().ToByteArray();
        using var stream = new RecordingStream(isBroken);
        var writing = Trees.Image(new IsoFile("password", IsoContent.FromBytes(password.ToArray()))).WriteToAsync(stream, Token).AsTask();

        Assert.Equal(isBroken, await Record.ExceptionAsync(() => writing) is IOException);

        Assert.True(stream.ToArray().AsSpan().IndexOf(password) > 0);
        Assert.Equal(-1, Assert.Single(stream.Sources).AsSpan().IndexOf(password));
    }

    [Fact]
    public void Create_ReadsNoContent()
    {
        var memory = new WatchedMemory(new byte[5], static () => throw new InvalidOperationException("read"));
        var image = Trees.Image(new IsoFile("a", IsoContent.FromBytes(memory.Memory)));

        Assert.Throws<InvalidOperationException>(() => Trees.Write(image));
    }

    [Fact]
    public async Task WriteToAsync_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        using var stream = new MemoryStream();
        var memory = new WatchedMemory(new byte[5], cancellation.Cancel);
        var image = Trees.Image(new IsoFile("a", IsoContent.FromBytes(memory.Memory)), Trees.Bytes("b", 1 << 20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => image.WriteToAsync(stream, cancellation.Token).AsTask());

        Assert.InRange(stream.Length, 0, image.Length - 1);
    }
}
