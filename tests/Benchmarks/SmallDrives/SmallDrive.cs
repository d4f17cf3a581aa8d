using BenchmarkDotNet.Jobs;
using ConfigDrive.Benchmarks.Reporting;
using Perfolizer.Horology;

namespace ConfigDrive.Benchmarks.SmallDrives;

/// <summary>The drive that most machines have, against genisoimage, which OpenStack Nova and CloudStack run for each drive.</summary>
internal sealed class SmallDrive : IScenario
{
    private const double LeastSpeedup = 250;
    private const double LeastSpeedupOfRender = 60;
    private const double LargestShareOfBytes = 0.20;
    private const long MostAllocated = 16 * 1024;
    private const long MostAllocatedByWriting = 1024;

    private static readonly Job Job = Job.Default
        .WithWarmupCount(5)
        .WithIterationCount(25)
        .WithIterationTime(TimeInterval.FromMilliseconds(250));

    public string Name => "small-drive";

    public Task<IReadOnlyList<Comparison>> MeasureAsync()
    {
        var (bytes, peerBytes) = Lengths();
        var results = BenchmarkResults.Of<SmallDriveBenchmarks>(Job);
        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            Speed("image of the sample drive, in memory", nameof(SmallDriveBenchmarks.LayOutAndWrite), LeastSpeedup),
            Speed("content, image and keyed digest of it", nameof(SmallDriveBenchmarks.Render), LeastSpeedupOfRender),
            Size(bytes, peerBytes),
            Allocations("allocated to lay it out and write it", nameof(SmallDriveBenchmarks.LayOutAndWrite), MostAllocated),
            Allocations("allocated to write it once laid out", nameof(SmallDriveBenchmarks.Write), MostAllocatedByWriting),
        ]);

        Comparison Speed(string what, string method, double least)
        {
            var (ours, peer) = (results.Median(method), results.Median(nameof(SmallDriveBenchmarks.GenisoimageProcess)));
            var ratio = peer / ours;
            return new Comparison(
                what, Units.Of(ours), $"genisoimage {Units.Of(peer)}", $"{Units.Times(ratio)} faster", $"at least {Units.Times(least)}",
                ratio >= least);
        }

        Comparison Allocations(string what, string method, long most)
        {
            var allocated = results.Allocated(method);
            return new Comparison(
                what, Units.Bytes(allocated), "", $"{Units.Percent((double)allocated / bytes)} of the image",
                $"at most {Units.Bytes(most)}", allocated <= most);
        }
    }

    private static (long Ours, long Peer) Lengths()
    {
        using var benchmarks = new SmallDriveBenchmarks();
        benchmarks.Prepare();
        return (benchmarks.LayOutAndWrite(), benchmarks.GenisoimageProcess());
    }

    private static Comparison Size(long ours, long peer)
    {
        var ratio = (double)ours / peer;
        return new Comparison(
            "bytes of the image", Units.Bytes(ours), $"genisoimage {Units.Bytes(peer)}", Units.Percent(ratio),
            $"at most {Units.Percent(LargestShareOfBytes)}", ratio <= LargestShareOfBytes);
    }
}
