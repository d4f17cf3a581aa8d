using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>Applies the events of one of an informer's watches, and waits after its failures.</summary>
/// <param name="type">The type, for the log.</param>
/// <param name="watch">The watch.</param>
/// <param name="reflector">Writes to the store.</param>
/// <param name="servedChanged">Called when <see cref="IsServed"/> has changed.</param>
/// <param name="logger">For failures and their end.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed partial class WatchLoop<T>(
    string type, Watch<T> watch, Reflector<T> reflector, Action servedChanged, ILogger logger, TimeProvider timeProvider)
    where T : class, IKubernetesObject
{
    private readonly WatchedPart part = new(watch.Namespace);
    private readonly ExponentialBackoff backoff = new(timeProvider);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isServed = true;
    private long? notFoundSince;
    private bool hasFailed;

    /// <summary>Completes when the store has been complete once, or the server does not serve the type.</summary>
    public Task Synced => synced.Task;

    /// <summary>Whether the server serves the type, as far as is known; true until it has answered 404.</summary>
    public bool IsServed => isServed;

    /// <summary>Ends the wait after a failure, if there is one.</summary>
    public void RetryNow() => wake.TrySetResult();

    /// <summary>Keeps its part of the store up to date until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in watch.Events(cancellationToken).WithCancellation(cancellationToken))
            {
                if (happened is WatcherEvent<T>.Failed(var error))
                {
                    await WaitAfterAsync(error, cancellationToken);
                }
                else
                {
                    Apply(happened);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The regular end. A request may also fail by itself just when it is cancelled, which is not a failure of the informer.
        }
    }

    private void Apply(WatcherEvent<T> happened)
    {
        if (hasFailed && happened is not WatcherEvent<T>.Init)
        {
            hasFailed = false;
            Log.Recovered(logger, type);
        }

        reflector.Apply(happened, part);
        if (happened is WatcherEvent<T>.InitDone)
        {
            notFoundSince = null;
            SetServed(true);
            synced.TrySetResult();
        }
    }

    /// <summary>Waits before the next attempt, until <see cref="RetryNow"/> at most.</summary>
    private async ValueTask WaitAfterAsync(Exception error, CancellationToken cancellationToken)
    {
        hasFailed = true;
        if (error is KubernetesException { IsNotFound: true })
        {
            NotServed();
        }

        var delay = backoff.Next();
        if (error is KubernetesException { RetryAfter: { } requested } && requested > delay)
        {
            delay = requested;
        }

        Log.Failed(logger, type, OneLine.From(error), delay.TotalSeconds);
        try
        {
            await wake.Task.WaitAsync(delay, timeProvider, cancellationToken);
            wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            backoff.Reset();
        }
        catch (TimeoutException)
        {
            // Nobody called: time for the next attempt.
        }
    }

    private void NotServed()
    {
        SetServed(false);
        notFoundSince ??= timeProvider.GetTimestamp();
        synced.TrySetResult();
        if (timeProvider.GetElapsedTime(notFoundSince.Value) >= Informer<T>.NotServedGrace)
        {
            reflector.Clear(part);
        }
    }

    private void SetServed(bool served)
    {
        if (isServed != served)
        {
            isServed = served;
            servedChanged();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not watch {Resource}: {Error}; next attempt in {Seconds:0.0} s")]
        public static partial void Failed(ILogger logger, string resource, string error, double seconds);

        [LoggerMessage(2, LogLevel.Information, "Watching {Resource} again")]
        public static partial void Recovered(ILogger logger, string resource);
    }
}

/// <summary>One of the watches of an informer.</summary>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="Events">The events, for ever; one reader at a time.</param>
internal sealed record Watch<T>(string? Namespace, Func<CancellationToken, IAsyncEnumerable<WatcherEvent<T>>> Events)
    where T : class, IKubernetesObject;
