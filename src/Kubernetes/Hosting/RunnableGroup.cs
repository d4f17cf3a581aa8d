namespace ConfigDrive.Kubernetes.Hosting;

/// <summary>Tasks that start together and stop together.</summary>
/// <param name="failed">Told when one of the tasks fails, or ends although nobody asked it to.</param>
internal sealed class RunnableGroup(Action<Exception> failed) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> runnables = [];
    private List<(string Name, Task Task)> running = [];

    /// <summary>The names of the tasks that have not ended.</summary>
    public IEnumerable<string> Running => running.Where(entry => !entry.Task.IsCompleted).Select(entry => entry.Name);

    public void Add(string name, Func<CancellationToken, Task> run) => runnables.Add((name, run));

    public void Start() => running = [.. runnables.Select(entry => (entry.Name, Task.Run(() => RunAsync(entry.Name, entry.Run))))];

    /// <summary>Asks the tasks to end, and waits until they have or <paramref name="limit"/> is cancelled.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Select(entry => entry.Task)).WaitAsync(limit);
    }

    public void Dispose() => stop.Dispose();

    private async Task RunAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await run(stop.Token);
            if (!stop.IsCancellationRequested)
            {
                failed(new InvalidOperationException($"{name} ended before it was asked to"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The regular end.
        }
#pragma warning disable CA1031 // Handed on to the host, which decides what it means.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failed(new InvalidOperationException($"{name} failed: {exception.Message}", exception));
        }
    }
}
