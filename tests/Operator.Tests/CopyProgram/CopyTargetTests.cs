using System.Security.Cryptography;
using ConfigDrive.Operator.CopyProgram;
using ConfigDrive.Operator.Tests.Files;

namespace ConfigDrive.Operator.Tests.CopyProgram;

public sealed class CopyTargetTests : IDisposable
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

        var digest = await FillAsync(new FileTarget(Disk, calls));

        Assert.Equal(
            ["flush 1048576 bytes", "drop cache", "read", "flush 1048576 bytes", "rename to disk.img", "flush folder ."], calls.Calls);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, image)), digest);
    }

    [Fact]
    public async Task Disk_ThatDoesNotGiveBackWhatItTook_KeepsTheFormerFile()
    {
        await File.WriteAllTextAsync(Disk, "former", Token);

        var exception = await Assert.ThrowsAsync<CopyException>(() => FillAsync(new FileTarget(Disk, new RecordedFileCalls(claim.FullName) { Lies = true })));

        Assert.Contains("does not give back what was written", exception.Message, StringComparison.Ordinal);
        Assert.Equal("former", await File.ReadAllTextAsync(Disk, Token));
        Assert.Single(claim.EnumerateFiles());
    }

    // A file plays the device: both have a size that does not change, and zero a range on request.
    [Fact]
    public async Task Image_OnADevice_IsOnTheDiskAndReadBackFromThere_WithNothingOfTheFormerOneBehindIt()
    {
        await File.WriteAllBytesAsync(Disk, RandomNumberGenerator.GetBytes(3_000_000), Token);
        var calls = new RecordedFileCalls(claim.FullName);

        var digest = await FillAsync(new BlockDeviceTarget(Disk, calls));

        Assert.Equal(["flush 3000000 bytes", "drop cache", "read"], calls.Calls);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, image)), digest);
        var found = await File.ReadAllBytesAsync(Disk, Token);
        Assert.Equal(image, found[..image.Length]);
        Assert.Equal(new byte[3_000_000 - image.Length], found[image.Length..]);
    }

    [Fact]
    public async Task Device_ThatDoesNotGiveBackWhatItTook_IsNotFilled()
    {
        await File.WriteAllBytesAsync(Disk, new byte[3_000_000], Token);

        var exception = await Assert.ThrowsAsync<CopyException>(
            () => FillAsync(new BlockDeviceTarget(Disk, new RecordedFileCalls(claim.FullName) { Lies = true })));

        Assert.Contains("does not give back what was written", exception.Message, StringComparison.Ordinal);
    }

    private async Task<string> FillAsync(ICopyTarget target)
    {
        await using var source = new SourceImage(new MemoryStream(image), image.Length, key);
        return await target.FillAsync(source, Token);
    }
}
