using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Tests.Content.Guests;

namespace ConfigDrive.Operator.Tests.Files;

public sealed class AtomicFileTests
{
    private static readonly byte[] Former = [1];
    private static readonly byte[] Wanted = [2, 3];

    [Fact]
    public async Task Write_OverAFile_LeavesTheNewOneAlone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "image.iso");
        await File.WriteAllBytesAsync(path, Former, TestContext.Current.CancellationToken);

        await AtomicFile.WriteAsync(path, (stream, token) => stream.WriteAsync(Wanted, token), TestContext.Current.CancellationToken);

        Assert.Equal(Wanted, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Write_ThatFailsMidway_LeavesTheFormerFileAlone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "image.iso");
        await File.WriteAllBytesAsync(path, Former, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(
            path,
            async (stream, token) =>
            {
                await stream.WriteAsync(Wanted, token);
                throw new IOException("No space left on device");
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(Former, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
    }
}
