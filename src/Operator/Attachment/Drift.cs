namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// Detects that something else keeps undoing what the operator writes: to write the same again means that the last write was undone. After three
/// rounds within ten minutes it stops, until the ConfigDrive changes, its user asks for a reconcile, or the VirtualMachine says what is wanted. A change of a
/// VirtualMachinePool's template undoes it too, once, as KubeVirt then writes each VirtualMachine as a whole: it is not counted.
/// </summary>
internal static class Drift
{
    /// <summary>After how many undone writes the operator stops.</summary>
    public const int Rounds = 3;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The state with one more write.</summary>
    public static DriftStatus Write(DriftStatus? status, WantedDrive wanted, long? generation, string? poolRevision, DateTimeOffset now, bool isForced)
    {
        var written = wanted.ToString();
        var isCounted = status is not null && !isForced && status.Generation == generation && status.PoolRevision == poolRevision;
        var isUndone = isCounted && status!.Written == written;
        var isRecent = isCounted && Since(status!) is { } since && (now - since < Window || status!.Rounds >= Rounds);
        return new DriftStatus
        {
            Written = written,
            Generation = generation,
            PoolRevision = poolRevision,
            Rounds = (isRecent ? status!.Rounds : 0) + (isUndone ? 1 : 0),
            Since = isRecent ? status!.Since : now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Whether to stop instead of writing what <paramref name="next"/> counts.</summary>
    public static bool IsTooMuch(DriftStatus next) => next.Rounds >= Rounds;

    private static DateTimeOffset? Since(DriftStatus status) =>
        DateTimeOffset.TryParse(status.Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null;
}
