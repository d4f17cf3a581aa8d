namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>The system's clock, on which waits of a minute and less, such as those after failures, are over at once.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime <= TimeSpan.FromMinutes(1) && dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
