using System.Security.Cryptography;
using ConfigDrive.Operator.CopyProgram;
using ConfigDrive.Operator.Tests.Files;

namespace ConfigDrive.Operator.Tests.CopyProgram;

public sealed class FileTargetTests : IDisposable
{
    private readonly DirectoryInfo claim = Directory.CreateTempSubdirectory("configdrive-claim-");
    private readonly byte[] image = RandomNumberGenerator.GetBytes(300_000);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Disk => Path.Combine(claim.FullName, "disk.img");

    public void Dispose() => claim.Delete(recursive: true);

    [Fact]
    public async Task Image_OnAClaim_IsOnTheDiskAndReadBackFromThere_BeforeItHasItsName()
    {
        var calls = new RecordedFileCalls(claim.FullName);

        var digest = await FillAsync(calls);

        Assert.Equal(
            ["flush 1048576 bytes", "drop cache", "read", "flush 1048576 bytes", "rename to disk.img", "flush folder ."], calls.Calls);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, image)), digest);
    }

    [Fact]
    public async Task Disk_ThatDoesNotGiveBackWhatItTook_KeepsTheFormerFile()
    {
        await File.WriteAllTextAsync(Disk, "former", Token);

        var exception = await Assert.ThrowsAsync<CopyException>(() => FillAsync(new RecordedFileCalls(claim.FullName) { Lies = true }));

        Assert.Contains("does not give back what was written", exception.Message, StringComparison.Ordinal);
        Assert.Equal("former", await File.ReadAllTextAsync(Disk, Token));
        Assert.Single(claim.EnumerateFiles());
    }

    private async Task<string> FillAsync(RecordedFileCalls calls)
    {
        await using var source = new SourceImage(new MemoryStream(image), image.Length, key);
        return await new FileTarget(Disk, calls).FillAsync(source, Token);
    }
}
