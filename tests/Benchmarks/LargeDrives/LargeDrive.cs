using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using ConfigDrive.Benchmarks.Reporting;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Benchmarks.LargeDrives;

/// <summary>The largest drive: neither speed nor memory suffers from its size.</summary>
internal sealed class LargeDrive : IScenario
{
    private const double LeastSpeed = 0.60;
    private const long MostGrowth = 32 * 1024 * 1024;

    // One file a measurement: a second one would find the first one's pages.
    private static readonly Job Job = Job.Default
        .WithStrategy(RunStrategy.Monitoring)
        .WithWarmupCount(5)
        .WithIterationCount(25)
        .WithInvocationCount(1)
        .WithUnrollFactor(1);

    public string Name => "large-drive";

    public async Task<IReadOnlyList<Comparison>> MeasureAsync()
    {
        var results = BenchmarkResults.Of<LargeDriveBenchmarks>(Job);
        var growth = await ResidentMemory.GrowthInChildAsync();
        return
        [
            Speed("64 MiB drive to a file", nameof(LargeDriveBenchmarks.WriteToCache), nameof(LargeDriveBenchmarks.CopyToCache)),
            Speed("the same, forced to the disk", nameof(LargeDriveBenchmarks.WriteToDisk), nameof(LargeDriveBenchmarks.CopyToDisk)),
            Growth(growth),
        ];

        Comparison Speed(string what, string method, string peerMethod)
        {
            var (ours, peer) = (results.Median(method), results.Median(peerMethod));
            var ratio = peer / ours;
            return new Comparison(
                what, Units.Of(ours), $"copy of the file {Units.Of(peer)}", $"{Units.Percent(ratio)} of the speed",
                $"at least {Units.Percent(LeastSpeed)}", ratio >= LeastSpeed);
        }
    }

    private static Comparison Growth(long bytes) => new(
        "growth of resident memory meanwhile", Units.Mebibytes(bytes), "",
        $"{Units.Percent((double)bytes / ContentLimits.ImageBytes)} of the image", $"under {Units.Mebibytes(MostGrowth)}",
        bytes < MostGrowth);
}
