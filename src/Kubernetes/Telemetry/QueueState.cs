namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>A queue at one moment.</summary>
/// <param name="Depth">Keys that wait.</param>
/// <param name="UnfinishedSeconds">How long the work under way has taken so far, all together.</param>
/// <param name="LongestRunningSeconds">How long the oldest work under way has taken so far.</param>
internal sealed record QueueState(int Depth, double UnfinishedSeconds, double LongestRunningSeconds);
