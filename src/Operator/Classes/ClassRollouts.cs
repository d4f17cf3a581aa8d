using System.Collections.Concurrent;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Classes;

/// <summary>When drives that exist take their changed class (<c>spec.rollout</c> of the class).</summary>
internal sealed class ClassRollouts(ClusterCache cluster, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Rollout> rollouts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal); // UIDs of drives whose VirtualMachine ran

    /// <summary>
    /// How long a drive whose class has changed stays as it is: <see cref="Timeout.InfiniteTimeSpan"/> until its VirtualMachine stops; <c>null</c> when it
    /// takes the class now. A restart of the operator begins the time again.
    /// </summary>
    /// <param name="drive">A ConfigDrive with a revision.</param>
    /// <param name="given">Its class as it is now.</param>
    /// <param name="inputs">As <c>status.classInputs</c> would be.</param>
    public TimeSpan? FindDelay(V1Alpha1ConfigDrive drive, V1Alpha1ConfigDriveClass given, string inputs)
    {
        var uid = drive.Metadata.Uid ?? "";
        var name = ClusterCache.VirtualMachineOf(drive);
        var isStopped = cluster.VirtualMachines.Store.Find(name) is not { } machine
            || InstancePhases.IsStopped(machine, cluster.VirtualMachineInstances.Store.Find(name));
        if (!isStopped && given.Spec.Rollout.Mode is RolloutMode.NextStart)
        {
            if (waiting.Count > cluster.ConfigDrives.Store.Count)
            {
                waiting.Clear(); // Deleted ones among them; of the others those are found again that still run.
            }

            waiting[uid] = true;
            return Timeout.InfiniteTimeSpan;
        }

        // One that has just stopped may start again at any moment.
        if (waiting.TryRemove(uid, out _))
        {
            return null;
        }

        var left = TimesOf(given, inputs).Of(uid) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    private SpreadTimes TimesOf(V1Alpha1ConfigDriveClass given, string inputs)
    {
        var name = given.Metadata.Name ?? "";
        lock (gate)
        {
            if (!rollouts.TryGetValue(name, out var rollout) || rollout.Inputs != inputs)
            {
                var drives = cluster.ConfigDrives.Store.List().Count(drive =>
                    cluster.Serves(drive) && drive.Status?.Revision is not null && drive.Status.ClassInputs != inputs && (drive.Spec.ClassName is { } named ? named == name : given.IsDefault));
                rollouts[name] = rollout = new Rollout(inputs, new SpreadTimes(time.GetUtcNow(), drives, Math.Max(1, given.Spec.Rollout.PerMinute)));
            }

            return rollout.Times;
        }
    }

    private sealed record Rollout(string Inputs, SpreadTimes Times);
}
