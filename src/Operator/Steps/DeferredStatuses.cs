using System.Collections.Concurrent;
using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Statuses that are not written yet because all goes well and the next one follows within seconds: they save a write, and the next run reads
/// nothing again. What they held is found out anew when the process ends meanwhile. What cannot be found out again is not held: that an
/// instance got the password shows only as long as that instance exists, and if it were forgotten, the next one would get it too.
/// </summary>
internal sealed class DeferredStatuses(TimeProvider time)
{
    /// <summary>How long a status may be held.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<NamespacedName, Held> statuses = new();

    /// <summary>The status held for this very version of a ConfigDrive; <c>null</c> when there is none.</summary>
    public ConfigDriveStatus? Find(V1Alpha1ConfigDrive drive) =>
        statuses.TryGetValue(NamespacedName.Of(drive), out var held) && held.ResourceVersion == drive.Metadata.ResourceVersion ? held.Status : null;

    /// <summary>Holds a status.</summary>
    /// <returns>How long it can be held from now; zero when it must be written.</returns>
    public TimeSpan Hold(V1Alpha1ConfigDrive drive, ConfigDriveStatus status)
    {
        if (status.Password?.DeliveredTo != drive.Status?.Password?.DeliveredTo)
        {
            return TimeSpan.Zero;
        }

        var key = NamespacedName.Of(drive);
        var since = Find(drive) is null ? time.GetTimestamp() : statuses[key].Since;
        var left = Longest - time.GetElapsedTime(since);
        statuses[key] = new Held(drive.Metadata.ResourceVersion, status, since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Forgets what is held: it was written, or the ConfigDrive is gone.</summary>
    public void Forget(NamespacedName key) => statuses.TryRemove(key, out _);

    private sealed record Held(string? ResourceVersion, ConfigDriveStatus Status, long Since);
}
