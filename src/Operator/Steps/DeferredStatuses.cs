using System.Collections.Concurrent;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Statuses that are not written yet, because the next one follows within seconds or because they say nothing that anybody but the operator reads: they save a
/// write, and the next run reads nothing again. When the
/// process ends before, the next one finds out again what they say. What it could not find out is not deferred: that an instance got the password
/// shows only as long as that instance exists, and if it were forgotten, the next one would get it too.
/// </summary>
internal sealed class DeferredStatuses(TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For a status that differs in the versions that were read alone: a Secret that is rewritten each minute without a change of the drive costs a read each
    /// time and a write each hour.
    /// </summary>
    public static readonly TimeSpan LongestOfInputs = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<NamespacedName, Deferred> statuses = new();

    /// <summary>The status deferred for this very version of a ConfigDrive; <c>null</c> when there is none.</summary>
    public ConfigDriveStatus? Find(V1Alpha1ConfigDrive drive) =>
        statuses.TryGetValue(NamespacedName.From(drive), out var found) && found.ResourceVersion == drive.Metadata.ResourceVersion ? found.Status : null;

    /// <summary>Defers the write of a status.</summary>
    /// <returns>How long it can be deferred from now; zero when it must be written.</returns>
    public TimeSpan Defer(V1Alpha1ConfigDrive drive, ConfigDriveStatus status, TimeSpan longest)
    {
        if (status.Password?.DeliveredTo != drive.Status?.Password?.DeliveredTo)
        {
            return TimeSpan.Zero;
        }

        var key = NamespacedName.From(drive);
        var since = Find(drive) is null ? time.GetTimestamp() : statuses[key].Since;
        var left = longest - time.GetElapsedTime(since);
        statuses[key] = new Deferred(drive.Metadata.ResourceVersion, status, since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Forget(NamespacedName key) => statuses.TryRemove(key, out _);

    private sealed record Deferred(string? ResourceVersion, ConfigDriveStatus Status, long Since);
}
