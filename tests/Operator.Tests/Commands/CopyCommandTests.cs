using System.Diagnostics;
using System.Security.Cryptography;
using ConfigDrive.Operator.Tests.Copying;
using ConfigDrive.Tests;

namespace ConfigDrive.Operator.Tests.Commands;

public sealed class CopyCommandTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-copy-");
    private readonly byte[] image = RandomNumberGenerator.GetBytes(300_000);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    public CopyCommandTests()
    {
        File.WriteAllBytes(PathOf("web-1.iso"), image);
        File.WriteAllText(PathOf("token"), "the-token\n");
        Directory.CreateDirectory(PathOf("claim"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Disk => PathOf("claim", "disk.img");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Copy_OfAFileToADirectory_MakesAPaddedDiskForQemusGroup()
    {
        Assert.Equal(0, (await CopyFileAsync(PathOf("claim"))).ExitCode);

        await IsDiskAsync();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(Disk));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Copy_OfAnImageAroundAMebibyte_PadsItToTheNext(int more)
    {
        await File.WriteAllBytesAsync(PathOf("web-1.iso"), RandomNumberGenerator.GetBytes(MiB + more), Token);

        Assert.Equal(0, (await CopyFileAsync(Disk)).ExitCode);

        Assert.Equal(more > 0 ? 2 * MiB : MiB, new FileInfo(Disk).Length);
    }

    [Fact]
    public async Task Copy_OverADiskAndWhatKilledCopiesLeft_LeavesTheNewDiskAlone()
    {
        await File.WriteAllTextAsync(Disk, "former", Token);
        await File.WriteAllTextAsync($"{Disk}.0123.partial", "half", Token);
        await File.WriteAllTextAsync(PathOf("claim", "other"), "not ours", Token);

        Assert.Equal(0, (await CopyFileAsync(PathOf("claim"))).ExitCode);

        await IsDiskAsync();
        Assert.Equal(["disk.img", "other"], Directory.EnumerateFiles(PathOf("claim")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Copy_ToAFullVolume_SaysSoAndKeepsTheFormerDisk()
    {
        using var volume = SmallVolume.Mount(PathOf("claim"), "size=256k");
        await File.WriteAllTextAsync(Disk, "former", Token);

        var run = await CopyFileAsync(PathOf("claim"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the volume is full", run.Error, StringComparison.Ordinal);
        Assert.Equal(run.Error.Trim(), await TerminationMessageAsync());
        Assert.Equal("former", await File.ReadAllTextAsync(Disk, Token));
        Assert.Single(Directory.EnumerateFiles(PathOf("claim")));
    }

    [Fact]
    public async Task Copy_ToAReadOnlyVolume_SaysSo()
    {
        using var volume = SmallVolume.Mount(PathOf("claim"), "size=8m");
        volume.Remount("ro");

        var run = await CopyFileAsync(PathOf("claim"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("read-only", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ToABlockDevice_WritesTheImageAndZeroesTheRest()
    {
        using var device = LoopDevice.Attach(PathOf("device"), RandomNumberGenerator.GetBytes(5 * MiB));

        Assert.Equal(0, (await CopyFileAsync(device.Path)).ExitCode);

        var found = await device.ReadAsync(Token);
        Assert.Equal(image, found[..image.Length]);
        Assert.Equal(-1, found.AsSpan(image.Length).IndexOfAnyExcept((byte)0));
        Assert.Equal(5 * MiB, found.Length);
    }

    [Fact]
    public async Task Copy_ToABlockDeviceThatIsTooSmall_IsRefusedAndWritesNothing()
    {
        var former = RandomNumberGenerator.GetBytes(64 * 1024);
        using var device = LoopDevice.Attach(PathOf("device"), former);

        var run = await CopyFileAsync(device.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("65536 bytes", run.Error, StringComparison.Ordinal);
        Assert.Equal(former, await device.ReadAsync(Token));
    }

    [Fact]
    public async Task Copy_ToWhereNothingIsMounted_IsWrongUse()
    {
        var run = await CopyFileAsync(PathOf("missing", "disk.img"));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("--target: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(run.Error.Trim(), await TerminationMessageAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.1/", "clear text")]
    [InlineData("ftp://127.0.0.1/", "https://")]
    public async Task Copy_FromAUrlWithoutTls_IsWrongUse(string url, string complaint)
    {
        var run = await CommandRun.OfAsync("copy", "--source", url, "--target", PathOf("claim"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_FromAFileThatIsMissing_SaysWhich()
    {
        var run = await CommandRun.OfAsync("copy", "--source", PathOf("missing.iso"), "--target", PathOf("claim"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("missing.iso", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_FromAnEndpoint_ShowsItsTokenAndTellsTheKeyedDigestAlone()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Image(key, image.Length, image));

        var run = await CopyUrlAsync(endpoint);

        Assert.Equal(new CommandRun(0, "", ""), run);
        await IsDiskAsync();
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, image)), await TerminationMessageAsync());
        Assert.Contains("\r\nAuthorization: Bearer the-token\r\n", Assert.Single(endpoint.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_WithoutTerminationLog_PrintsTheDigest()
    {
        Assert.SkipWhen(File.Exists("/dev/termination-log"), "These tests run in a container of Kubernetes, whose termination log they would write.");
        var run = await CommandRun.OfAsync("copy", "--source", PathOf("web-1.iso"), "--target", PathOf("claim"));

        Assert.Matches(@"\A[0-9a-f]{64}\n\z", run.Output);
    }

    [Fact]
    public async Task Copy_FromAnEndpointInTrouble_TriesUntilItSucceeds()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedEndpoint.Text(503, "not yet", "Retry-After: 1\r\n"),
            ScriptedEndpoint.Image(key, image.Length, image[..100_000]),
            [],
            ScriptedEndpoint.Text(429, "slower"),
            ScriptedEndpoint.Image(key, image.Length, image));

        var run = await CopyUrlAsync(endpoint);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(5, endpoint.Requests.Count);
        await IsDiskAsync();
        Assert.Single(Directory.EnumerateFiles(PathOf("claim")));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task Copy_Refused_GivesUpAtOnceWithTheReason(int status)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Text(status, "because\nof\tthis"));

        var run = await CopyUrlAsync(endpoint);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{endpoint.Url} answered {status}: because of this", run.Error, StringComparison.Ordinal);
        Assert.Equal(run.Error.Trim(), await TerminationMessageAsync());
        Assert.Single(endpoint.Requests);
        Assert.Empty(Directory.EnumerateFiles(PathOf("claim")));
    }

    [Fact]
    public async Task Copy_SentElsewhere_CarriesItsTokenNowhere()
    {
        await using var other = new ScriptedEndpoint(ScriptedEndpoint.Image(key, image.Length, image));
        await using var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Text(307, "there", $"Location: {other.Url}\r\n"));

        Assert.Equal(1, (await CopyUrlAsync(endpoint)).ExitCode);

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Copy_FromAnEndpointOfAnotherAuthority_GivesUpAtItsDeadlineAndSendsNothing()
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedEndpoint.Image(key, image.Length, image));
        await using var stranger = new ScriptedEndpoint(ScriptedEndpoint.Text(404, ""));

        var run = await CopyUrlAsync(endpoint, stranger.AuthoritiesPem, "--deadline", "10s");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Gave up after 10 s: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("certificate", run.Error, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "ConfigDrive-Digest-Key")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nhello", "99999999 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", "unknown bytes")]
    public async Task Copy_FromWhatIsNoCopyEndpoint_IsRefused(string answer, string complaint)
    {
        await using var endpoint = new ScriptedEndpoint(System.Text.Encoding.ASCII.GetBytes(answer));

        var run = await CopyUrlAsync(endpoint);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(PathOf("claim")));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("5", null)]
    [InlineData("0s", null)]
    [InlineData("-1s", null)]
    [InlineData("1.5h", null)]
    [InlineData("1000h", 3600000)]
    [InlineData("1001h", null)]
    [InlineData("2147483647h", null)]
    [InlineData("", null)]
    public void Duration_AsKubernetesWritesIt_IsRead(string text, int? seconds) =>
        Assert.Equal(seconds, Operator.Commands.Duration.Parse(text)?.Value.TotalSeconds);

    private Task<CommandRun> CopyFileAsync(string target) =>
        CommandRun.OfAsync("copy", "--source", PathOf("web-1.iso"), "--target", target, "--termination-log", PathOf("termination-log"));

    private async Task<CommandRun> CopyUrlAsync(ScriptedEndpoint endpoint, string? authorities = null, params string[] more)
    {
        await File.WriteAllTextAsync(PathOf("ca.crt"), authorities ?? endpoint.AuthoritiesPem, Token);
        return await CommandRun.OfAsync(
            [
                "copy", "--source", endpoint.Url, "--target", PathOf("claim"), "--token-file", PathOf("token"), "--ca-file", PathOf("ca.crt"),
                "--termination-log", PathOf("termination-log"), .. more,
            ]);
    }

    private Task<string> TerminationMessageAsync() => File.ReadAllTextAsync(PathOf("termination-log"), Token);

    private async Task IsDiskAsync()
    {
        var disk = await File.ReadAllBytesAsync(Disk, Token);
        Assert.Equal(MiB, disk.Length);
        Assert.Equal(image, disk[..image.Length]);
        Assert.Equal(-1, disk.AsSpan(image.Length).IndexOfAnyExcept((byte)0));
    }

    private string PathOf(params string[] parts) => Path.Combine([folder.FullName, .. parts]);
}

/// <summary>A real block device over a file.</summary>
internal sealed class LoopDevice : IDisposable
{
    private LoopDevice(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes the file and a device of it, or skips the test where that is not allowed.</summary>
    public static LoopDevice Attach(string file, byte[] content)
    {
        File.WriteAllBytes(file, content);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("losetup", ["--find", "--show", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, "A block device needs the right to make a loop device: run the tests as root.");
            return new LoopDevice(path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("A block device is made by losetup: install the package mount.");
            throw;
        }
    }

    /// <summary>All that the device holds.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        // A device has no length that .NET could see.
        await using var device = File.OpenRead(Path);
        using var content = new MemoryStream();
        await device.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    public void Dispose()
    {
        using var process = Process.Start(new ProcessStartInfo("losetup", ["--detach", Path]) { UseShellExecute = false })!;
        process.WaitForExit();
    }
}
