namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>The time during which this process leads.</summary>
public sealed class LeaseTerm : IAsyncDisposable
{
    private readonly TimeSpan renewDeadline;
    private readonly TimeProvider timeProvider;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource stopped;
    private Task renewing = Task.CompletedTask;
    private Func<Task> release = () => Task.CompletedTask;
    private long renewedAt;

    internal LeaseTerm(int number, long acquiredAt, TimeSpan renewDeadline, TimeProvider timeProvider)
    {
        Number = number;
        renewedAt = acquiredAt;
        this.renewDeadline = renewDeadline;
        this.timeProvider = timeProvider;
        lost = new CancellationTokenSource(renewDeadline, timeProvider);
        Lost = lost.Token;
        stopped = CancellationTokenSource.CreateLinkedTokenSource(lost.Token);
    }

    /// <summary>The number of changes of the holder before this term: higher than that of any earlier term.</summary>
    public int Number { get; }

    /// <summary>Cancelled when this process no longer leads, because the lease expired or another process has it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether this process leads at this moment, by the clock and not only by timers, which may fire late.</summary>
    public bool IsValid => !IsReleased && !Lost.IsCancellationRequested && Age < renewDeadline;

    internal bool IsReleased { get; private set; }

    internal TimeSpan Age => timeProvider.GetElapsedTime(Volatile.Read(ref renewedAt));

    internal CancellationToken Stopped => stopped.Token;

    /// <summary>Releases the lease so that another process can acquire it at once; one that is lost already is not changed. After this nothing may be written.</summary>
    public async Task ReleaseAsync()
    {
        if (IsReleased)
        {
            return;
        }

        var wasValid = IsValid;
        IsReleased = true;
        await stopped.CancelAsync();
        await renewing;
        if (wasValid)
        {
            await release();
        }

        stopped.Dispose();
        lost.Dispose();
    }

    /// <summary>As <see cref="ReleaseAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(ReleaseAsync());

    internal void Start(Func<Task> renew, Func<Task> releaseLease)
    {
        release = releaseLease;
        renewing = renew();
    }

    /// <summary>A renewal that was requested at that time has succeeded: no other process counts from an earlier time.</summary>
    internal void Renewed(long askedAt)
    {
        Volatile.Write(ref renewedAt, askedAt);
        lost.CancelAfter(renewDeadline - timeProvider.GetElapsedTime(askedAt) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero);
    }

    internal void Lose() => lost.Cancel();
}

/// <summary>The lease could not be renewed in time, or another process has it: this process must not write any more.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
