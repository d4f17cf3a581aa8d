namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>A clock that is as far from the system's as the test says.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
