using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Drives whose revision was made under another key than the present one. Where the library has the image, it says whether anything has changed.
/// Where it has not, the drive gets a new revision, each at a time of its own: many guests would get another medium at once.
/// </summary>
internal sealed class KeyRenewal(ClusterCache cluster, SecondaryStore library, RevisionKey key, TimeProvider time)
{
    private const int PerMinute = 60;

    private readonly Lazy<SpreadTimes> times = new(() => new SpreadTimes(
        time.GetUtcNow(), cluster.ConfigDrives.Store.List().Count(drive => cluster.Serves(drive) && drive.Status?.Revision is not null && drive.Status.RevisionKeyID != key.Id), PerMinute));

    /// <summary>What is known of the revision in the status, if it was made under another key; <c>null</c> if it was not.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public async Task<OtherKey?> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Status is not { Revision: { } revision } status || status.RevisionKeyID == key.Id)
        {
            return null;
        }

        var path = new LibraryPath(ClusterCache.VirtualMachineOf(context.Drive));
        var digest = library.StateOf(path) is null ? null : await library.ReadAsync(path, image => key.DigestOfAsync(image, revision, cancellationToken));

        // An earlier operator wrote no identifier: its revision is of the present key, unless the image that has that name says otherwise.
        return status.RevisionKeyID is not null || (digest is not null && digest != revision) ? new OtherKey(digest) : null;
    }

    /// <summary>Has a drive wait that needs a new revision only because the key is another; <c>null</c> when it need not wait.</summary>
    public StepResult? FindDelay(ReconcileContext context)
    {
        if (context.OtherKey is not { StoredDigest: null } || !IsSettled(context))
        {
            return null;
        }

        var due = times.Value.Of(context.Drive.Metadata.Uid ?? "");
        var left = due - time.GetUtcNow();
        var message = $"Revision {context.Status.Revision} is replaced at about {due.UtcDateTime:yyyy-MM-dd HH:mm} UTC, because the key of all revisions is another one "
            + $"and the library does not have its image; until then the drive stays as it is. At once: annotate the ConfigDrive with {Annotations.ReconcileRequestedAt}";
        return left <= TimeSpan.Zero ? null : StepResult.Satisfied(Reasons.RevisionKeyChanged, message) with { RecheckAfter = left, EndsRun = true };
    }

    // A drive that its user changed, or that something is wrong with, has no reason to stay as it is.
    private static bool IsSettled(ReconcileContext context) =>
        !context.IsRecheckRequested
        && context.Status.ObservedGeneration == context.Drive.Metadata.Generation
        && context.Status.Conditions.Any(condition => condition is { Type: ConditionTypes.Ready, Status: "True" } or { Type: ConditionTypes.Ready, Reason: Reasons.RevisionKeyLost });
}
