using BenchmarkDotNet.Attributes;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Benchmarks.LargeDrives;

/// <summary>
/// A large drive written to a file, against a copy of the finished file by the runtime, which leaves the copying to the kernel.
/// Once into the page cache, as fast as it goes; once forced to the disk, as the operator does.
/// </summary>
public class LargeDriveBenchmarks : IDisposable
{
    private TemporaryFolder? folder;
    private IsoImage? image;

    private string Finished => folder!["finished.iso"];

    private string Target => folder!["target.iso"];

    [GlobalSetup]
    public async Task Prepare()
    {
        folder = new TemporaryFolder();
        image = LargeDriveFiles.Image();
        await using var finished = File.Create(Finished);
        await image.WriteToAsync(finished);
        finished.Flush(flushToDisk: true);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        folder?.Dispose();
        GC.SuppressFinalize(this);
    }

    [IterationSetup]
    public void DeleteTarget() => File.Delete(Target);

    [Benchmark]
    public void CopyToCache() => File.Copy(Finished, Target);

    [Benchmark]
    public Task WriteToCache() => WriteAsync(forceToDisk: false);

    [Benchmark]
    public void CopyToDisk()
    {
        File.Copy(Finished, Target);
        using var target = File.OpenHandle(Target, access: FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(target);
    }

    [Benchmark]
    public Task WriteToDisk() => WriteAsync(forceToDisk: true);

    private async Task WriteAsync(bool forceToDisk)
    {
        await using var target = LargeDriveFiles.CreateTarget(Target);
        await image!.WriteToAsync(target);
        if (forceToDisk)
        {
            target.Flush(flushToDisk: true);
        }
    }
}
