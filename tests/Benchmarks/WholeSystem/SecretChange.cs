using System.Diagnostics;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>How long after a Secret has changed the new image lies on the disk: from the API server's answer to the rename.</summary>
internal sealed class SecretChange(Population population, string secondaryRoot)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The durations of so many changes, each of another drive, one after the other; the shortest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">Number of the first drive.</param>
    public async Task<IReadOnlyList<TimeSpan>> MeasureAsync(int count, int first = 0)
    {
        var durations = new List<TimeSpan>();
        for (var round = first; round < first + count; round++)
        {
            durations.Add(await MeasureOnceAsync(round));
        }

        durations.Sort();
        return durations;
    }

    private async Task<TimeSpan> MeasureOnceAsync(int round)
    {
        var image = Population.ImageOf(secondaryRoot, round);
        var renamed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(image)!, Path.GetFileName(image)) { NotifyFilter = NotifyFilters.FileName };
        watcher.Renamed += (_, _) => renamed.TrySetResult(Stopwatch.GetTimestamp());
        watcher.EnableRaisingEvents = true;

        await population.ChangeAsync(round, round);
        var answered = Stopwatch.GetTimestamp();
        var end = await renamed.Task.WaitAsync(Patience);
        return end > answered ? Stopwatch.GetElapsedTime(answered, end) : TimeSpan.Zero;
    }
}
