using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// Looks after one object on the API server: at once, whenever it changes, when asked to, and every hour for what time alone brings. A look
/// that fails is repeated; its failure is told once, until it is another or is over.
/// </summary>
/// <remarks>
/// The object is watched by its name (<c>fieldSelector=metadata.name=…</c>), so that the rights to list and watch can be those to one object
/// (<c>resourceNames</c>).
/// </remarks>
internal sealed class Upkeep
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly Func<CancellationToken, Task> look;
    private readonly Action<string> tell;
    private readonly TimeProvider time;
    private readonly ExponentialBackoff backoff;
    private readonly Informer<V1PartialObjectMetadata> watched;
    private volatile TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? lastFailure;

    /// <summary>Nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="objects">Objects of the type, by their metadata.</param>
    /// <param name="key">The object; it need not exist.</param>
    /// <param name="look">Looks once.</param>
    /// <param name="tell">Told of failures.</param>
    /// <param name="logger">Told when the object cannot be watched.</param>
    /// <param name="time">The clock.</param>
    public Upkeep(
        ResourceClient<V1PartialObjectMetadata> objects,
        NamespacedName key,
        Func<CancellationToken, Task> look,
        Action<string> tell,
        ILogger logger,
        TimeProvider time)
    {
        (this.look, this.tell, this.time) = (look, tell, time);
        backoff = new ExponentialBackoff(time);
        var options = new WatcherOptions { Namespace = key.Namespace is { Length: > 0 } ns ? ns : null, FieldSelector = $"metadata.name={key.Name}" };
        watched = new Informer<V1PartialObjectMetadata>(objects, options, logger, time);
        watched.Subscribe(_ => LookSoon());
    }

    /// <summary>Has it look without waiting for a change.</summary>
    public void LookSoon() => wake.TrySetResult();

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(watched.RunAsync(cancellationToken), LookAgainAndAgainAsync(cancellationToken));

    private async Task LookAgainAndAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await WaitAsync(await LookAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The regular end.
        }
    }

    /// <summary>Looks, and says after how long to look again if nothing happens.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await look(cancellationToken);
            lastFailure = null;
            backoff.Reset();
            return Interval;
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or TimeoutException or IOException or InvalidDataException)
        {
            if (exception.Message != lastFailure)
            {
                tell(lastFailure = exception.Message);
            }

            return backoff.Next();
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await wake.Task.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing happened.
        }
    }
}
