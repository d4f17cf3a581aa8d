using System.Diagnostics;
using System.Globalization;

namespace ConfigDrive.Benchmarks.LargeDrives;

/// <summary>
/// How far the resident memory of a process grows while it writes the large drive: the peak afterwards (proc(5), <c>VmHWM</c>) less what
/// the process had before (<c>VmRSS</c>). In a process of its own, as a peak never falls.
/// </summary>
internal static class ResidentMemory
{
    /// <summary>The argument that makes this program the child; the file to write follows.</summary>
    public const string Argument = "resident-memory";

    /// <summary>The growth in a child, in bytes.</summary>
    public static async Task<long> GrowthInChildAsync()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, folder["target.iso"]])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var child = Process.Start(start)!;
        var growth = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? long.Parse(growth, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"the child failed with status {child.ExitCode}: its message stands above");
    }

    /// <summary>The child: writes the drive, and prints its own growth.</summary>
    public static async Task RunAsync(string target, TextWriter output)
    {
        var image = LargeDriveFiles.Image();
        var before = Status("VmRSS:");
        await using (var file = LargeDriveFiles.CreateTarget(target))
        {
            await image.WriteToAsync(file);
        }

        await output.WriteAsync((Status("VmHWM:") - before).ToString(CultureInfo.InvariantCulture));
    }

    private static long Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(field.Length).Trim("kB \t"), CultureInfo.InvariantCulture);
    }
}
