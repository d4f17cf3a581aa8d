namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>The time during which we lead.</summary>
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

    /// <summary>How often the lease had changed hands when it came to us: higher than that of any earlier term.</summary>
    public int Number { get; }

    /// <summary>Cancelled when we no longer lead, whether the lease ran out or somebody else has it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether we lead at this moment, by the clock and not only by timers that may fire late.</summary>
    public bool IsValid => !IsReleased && !Lost.IsCancellationRequested && Age < renewDeadline;

    internal bool IsReleased { get; private set; }

    internal TimeSpan Age => timeProvider.GetElapsedTime(Volatile.Read(ref renewedAt));

    internal CancellationToken Stopped => stopped.Token;

    /// <summary>Gives the lease up so that another can take it at once. After this nothing may be written; a lease that is lost already is left alone.</summary>
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

    /// <summary>A renewal that was asked for at that time has succeeded: no other process counts from an earlier moment.</summary>
    internal void Renewed(long askedAt)
    {
        Volatile.Write(ref renewedAt, askedAt);
        lost.CancelAfter(renewDeadline - timeProvider.GetElapsedTime(askedAt) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero);
    }

    internal void Lose() => lost.Cancel();
}

/// <summary>The lease could not be renewed in time, or somebody else has it: this process must not write any more.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
