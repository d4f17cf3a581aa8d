using System.Diagnostics;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>An outside program. A test that needs one which is not installed is skipped, and says what to install.</summary>
internal sealed record Tool(string Name, string Package)
{
    public static readonly Tool Genisoimage = new("genisoimage", "genisoimage");
    public static readonly Tool Isoinfo = new("isoinfo", "genisoimage");
    public static readonly Tool Isovfy = new("isovfy", "genisoimage");
    public static readonly Tool Xorriso = new("xorriso", "xorriso");
    public static readonly Tool Bsdtar = new("bsdtar", "libarchive-tools");
    public static readonly Tool SevenZip = new("7zz", "7zip");
    public static readonly Tool Blkid = new("blkid", "util-linux");
    public static readonly Tool Python = new("python3", "python3");

    public async Task<ToolResult> RunAsync(params IEnumerable<string> arguments)
    {
        var program = Find() ?? throw new InvalidOperationException("unreachable");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await error);
    }

    private string? Find()
    {
        // Debian's Python first: its packages, such as pycdlib, are not those of another Python on the path.
        var folders = new[] { "/usr/bin", "/usr/sbin", "/sbin" }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        var program = folders.Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.Skip($"{Name} is not installed. On Debian: apt-get install {Package}");
        }

        return program;
    }
}

/// <summary>What a program that ran to its end left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
