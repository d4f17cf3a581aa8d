using System.Diagnostics;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>A program as a process of its own, seen from outside: proc(5) tells what it costs.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    // In a window this long, a process that used less than a hundredth of a processor does nothing that anybody waits for.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;

    private MeasuredProcess(Process process) => this.process = process;

    /// <summary>When the process was started.</summary>
    public DateTimeOffset Started => new(process.StartTime);

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static MeasuredProcess Start(MeasuredProgram program, string kubeConfig, string secondaryRoot)
    {
        // What it says goes where the benchmark's own messages go.
        var start = new ProcessStartInfo(program.File, [.. program.Arguments, "--kubeconfig", kubeConfig, "--secondary-root", secondaryRoot])
        {
            UseShellExecute = false,
        };
        return new MeasuredProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the process has done nothing for a while, and returns when that while began.</summary>
    public async Task<DateTimeOffset> QuietSinceAsync()
    {
        var since = TimeProvider.System.GetUtcNow();
        var at = ProcessorTime;
        var start = Stopwatch.StartNew();
        while (TimeProvider.System.GetUtcNow() - since < Window)
        {
            if (start.Elapsed > Patience || process.HasExited)
            {
                throw new TimeoutException($"{process.StartInfo.FileName} ended or did not come to rest within {Patience}: see above what it said");
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
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
