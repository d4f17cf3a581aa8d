using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ConfigDrive.Benchmarks;

/// <summary>What BenchmarkDotNet measured of the methods of one class.</summary>
internal sealed class BenchmarkResults
{
    // Below artifacts, so that a run leaves nothing in the working tree.
    private static readonly string Logs = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../benchmarks"));

    private readonly IReadOnlyList<BenchmarkReport> reports;

    private BenchmarkResults(IReadOnlyList<BenchmarkReport> reports) => this.reports = reports;

    /// <summary>Runs the benchmarks of a class.</summary>
    /// <param name="job">How often and how long to measure.</param>
    /// <exception cref="InvalidOperationException">A benchmark failed; its output is in the log.</exception>
    public static BenchmarkResults Of<T>(Job job)
    {
        Directory.CreateDirectory(Logs);
        var log = Path.Combine(Logs, $"{typeof(T).Name}.log");
        using var logger = new StreamLogger(log);
        // In this process: a project that BenchmarkDotNet makes would have to build by this repository's rules, lock file and all.
        var config = ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(logger)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Logs);
        var summary = BenchmarkRunner.Run<T>(config);
        return !summary.HasCriticalValidationErrors && !summary.Reports.IsEmpty && summary.Reports.All(report => report.Success)
            ? new BenchmarkResults(summary.Reports)
            : throw new InvalidOperationException($"a benchmark of {typeof(T).Name} failed: see {log}");
    }

    /// <summary>The median time of a method's runs.</summary>
    public TimeSpan Median(string method) => TimeSpan.FromMicroseconds(Report(method).ResultStatistics!.Median / 1000);

    /// <summary>The bytes that a run of a method allocates on the managed heap.</summary>
    public long Allocated(string method)
    {
        var report = Report(method);
        return report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
            ?? throw new InvalidOperationException($"the allocations of {method} were not measured");
    }

    private BenchmarkReport Report(string method) =>
        reports.Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
}
