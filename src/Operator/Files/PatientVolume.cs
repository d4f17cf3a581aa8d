namespace ConfigDrive.Operator.Files;

/// <summary>
/// Calls to a volume that may hang, as a mounted NFS does for ever when its server is gone. A call that takes too long is given up, and until it
/// ends every other fails at once: no more threads are lost to it, and nothing that it still does later meets a newer write.
/// </summary>
internal sealed class PatientVolume(TimeSpan patience, TimeProvider time)
{
    private volatile Overdue? overdue;
    private volatile Task probe = Task.CompletedTask;

    private sealed record Overdue(Task Call, DateTimeOffset Since);

    /// <summary>How long a call may take until the volume counts as hung: more than any write of a drive.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromMinutes(2);

    /// <exception cref="IOException">The volume does not answer; or the call's own.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        RefuseWhileOverdue();
        var startedAt = time.GetUtcNow();
        var running = Task.Run(call);
        try
        {
            return await running.WaitAsync(patience, time);
        }
        catch (TimeoutException exception) when (!running.IsCompleted)
        {
            overdue = new Overdue(running, startedAt);
            throw new IOException(Fault(startedAt), exception);
        }
    }

    /// <summary>A short call, for which the thread waits.</summary>
    /// <inheritdoc cref="CallAsync{T}(Func{Task{T}})" path="/exception"/>
    public T Call<T>(Func<T> call) => CallAsync(() => Task.FromResult(call())).GetAwaiter().GetResult();

    /// <summary>Asks the volume without waiting for it; returns what is wrong, or <c>null</c>.</summary>
    /// <param name="call">A call that reaches the volume's server.</param>
    public string? Check(Action call)
    {
        if (probe.IsCompleted && overdue is not { Call.IsCompleted: false })
        {
            probe = ProbeAsync(call);
        }

        return overdue is { Call.IsCompleted: false, Since: var since } ? Fault(since) : null;
    }

    private async Task ProbeAsync(Action call)
    {
        try
        {
            await CallAsync(() =>
            {
                call();
                return Task.FromResult(true);
            });
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            // A hung volume is seen by the next check; any other fault is told by those who need the volume.
        }
    }

    private void RefuseWhileOverdue()
    {
        if (overdue is { Call.IsCompleted: false, Since: var since })
        {
            throw new IOException(Fault(since));
        }
    }

    private static string Fault(DateTimeOffset since) =>
        $"the volume has not answered since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: see that its server runs and can be reached";
}
