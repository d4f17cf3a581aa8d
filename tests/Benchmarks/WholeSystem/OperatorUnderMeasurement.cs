using System.Diagnostics;
using ConfigDrive.Cluster.Tests;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>The operator as a process of its own, seen from outside: proc(5) tells what it costs.</summary>
internal sealed class OperatorUnderMeasurement : IAsyncDisposable
{
    // In a window this long, a process that used less than a hundredth of a processor does nothing that anybody waits for.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly OperatorProcess process;
    private readonly Process counters;

    private OperatorUnderMeasurement(OperatorProcess process)
    {
        this.process = process;
        counters = Process.GetProcessById(process.Id);
    }

    /// <summary>When the process was started.</summary>
    public DateTimeOffset Started => new(counters.StartTime);

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            counters.Refresh();
            return counters.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident
    {
        get
        {
            counters.Refresh();
            return counters.WorkingSet64;
        }
    }

    public static async Task<OperatorUnderMeasurement> StartAsync(string kubeConfig, string secondaryRoot) =>
        new(await OperatorProcess.StartAsync(kubeConfig, secondaryRoot, CancellationToken.None, "--workers", "4", "--log-level", "Warning"));

    /// <summary>Waits until the process has done nothing for a while, and returns when that while began.</summary>
    public async Task<DateTimeOffset> QuietSinceAsync()
    {
        var since = TimeProvider.System.GetUtcNow();
        var at = ProcessorTime;
        var start = Stopwatch.StartNew();
        while (TimeProvider.System.GetUtcNow() - since < Window)
        {
            if (start.Elapsed > Patience)
            {
                throw new TimeoutException($"The operator did not come to rest within {Patience}. Its log:\n{process.Log}");
            }

            await Task.Delay(Step, TimeProvider.System);
            if (ProcessorTime - at > Window / 100)
            {
                (since, at) = (TimeProvider.System.GetUtcNow(), ProcessorTime);
            }
        }

        return since;
    }

    /// <summary>The share of one processor that it uses while nothing happens.</summary>
    public async Task<double> IdleShareAsync(TimeSpan during)
    {
        var before = ProcessorTime;
        await Task.Delay(during, TimeProvider.System);
        return (ProcessorTime - before) / during;
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(CancellationToken.None);
        counters.Dispose();
        await process.DisposeAsync();
    }
}
