using System.Globalization;
using System.Runtime.InteropServices;

namespace ConfigDrive.Benchmarks.Reporting;

/// <summary>Where the figures come from, in one line.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30);
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        var system = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} processors, {memory} GiB of memory, {system}; load average at the start {load}.");
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
