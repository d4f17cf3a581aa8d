using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>Copies an image; retries until it is complete on its target, cannot be copied, or time is up.</summary>
internal sealed class ImageCopy(IImageSource source, ICopyTarget target, TimeSpan deadline, Action<string> progress, TimeProvider time)
{
    private readonly ExponentialBackoff backoff = new(time) { Initial = TimeSpan.FromMilliseconds(500), Cap = TimeSpan.FromSeconds(10) };

    /// <returns>Keyed digest of what is on the target.</returns>
    /// <exception cref="CopyException">It failed for good.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        TransientCopyException? last = null;
        try
        {
            while (true)
            {
                try
                {
                    await using var image = await source.OpenAsync(either.Token);
                    return await target.FillAsync(image, either.Token);
                }
                catch (TransientCopyException fault)
                {
                    last = fault;
                }

                var wait = backoff.Next();
                wait = last.RetryAfter > wait ? last.RetryAfter.Value : wait;
                progress($"{last.Message} Retrying in {wait.TotalSeconds:0.0} s.");
                await Task.Delay(wait, time, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CopyException($"Gave up after {deadline.TotalSeconds:0} s: {last?.Message ?? "the copy took too long."}", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new CopyException("Stopped before the copy was complete.", exception);
        }
    }
}

/// <summary>Where an image goes.</summary>
internal interface ICopyTarget
{
    /// <summary>
    /// Writes an image, forces it to the disk, and reads it back. When the call returns it is there as a whole; when it throws, or the process dies, a
    /// file that was there before still is.
    /// </summary>
    /// <returns>Keyed digest of what was read back (<see cref="CopyDigest"/>).</returns>
    /// <exception cref="TransientCopyException">The image broke off; try again.</exception>
    /// <exception cref="CopyException">The target cannot take it, or does not give back what it took.</exception>
    Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken);
}

/// <summary>Where an image comes from.</summary>
internal interface IImageSource
{
    /// <summary>Opens the image, from its start.</summary>
    /// <exception cref="TransientCopyException">It is not available now; try again.</exception>
    /// <exception cref="CopyException">It is not available at all.</exception>
    Task<SourceImage> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>The copy failed for a reason that another attempt would not change. The message is one line without secrets.</summary>
internal sealed class CopyException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>A volume that cannot be written, with what is wrong with the claim.</summary>
    public static CopyException CannotWrite(string path, Exception cause)
    {
        var (_, message) = VolumeFaults.Explain(
            cause,
            full: "ask for a larger claim (spec.primaryStorage.size)",
            readOnly: "its class must allow writing",
            denied: "the class must honour fsGroup, or its volumes belong to user or group 107");
        return new CopyException($"Cannot write {path}: {message}", cause);
    }
}

/// <summary>An attempt to copy failed for a temporary reason: the connection, or a busy server.</summary>
internal sealed class TransientCopyException(string message, Exception? cause = null, TimeSpan? retryAfter = null) : Exception(message, cause)
{
    /// <summary>When the server wants to be asked again; <c>null</c> when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
