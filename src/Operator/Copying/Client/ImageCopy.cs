using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Operator.Copying.Client;

/// <summary>Copies an image, again and again until it lies whole on its target, it cannot be, or time is up.</summary>
/// <param name="source">Where it comes from.</param>
/// <param name="target">Where it goes.</param>
/// <param name="deadline">How long all attempts together may take.</param>
/// <param name="progress">Told of each attempt that failed.</param>
/// <param name="time">The clock.</param>
internal sealed class ImageCopy(IImageSource source, ICopyTarget target, TimeSpan deadline, Action<string> progress, TimeProvider time)
{
    private readonly ExponentialBackoff backoff = new(time) { Initial = TimeSpan.FromMilliseconds(500), Cap = TimeSpan.FromSeconds(10) };

    /// <summary>Copies.</summary>
    /// <returns>Keyed digest of what lies on the target.</returns>
    /// <exception cref="CopyFailedException">It failed for good.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        CopyFaultException? last = null;
        try
        {
            while (true)
            {
                try
                {
                    await using var image = await source.OpenAsync(either.Token);
                    return await target.FillAsync(image, either.Token);
                }
                catch (CopyFaultException fault)
                {
                    last = fault;
                }

                var wait = backoff.Next();
                wait = last.RetryAfter > wait ? last.RetryAfter.Value : wait;
                progress($"{last.Message} Trying again in {wait.TotalSeconds:0.0} s.");
                await Task.Delay(wait, time, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CopyFailedException($"Gave up after {deadline.TotalSeconds:0} s: {last?.Message ?? "the copy took too long."}", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new CopyFailedException("Stopped before the copy was complete.", exception);
        }
    }
}
