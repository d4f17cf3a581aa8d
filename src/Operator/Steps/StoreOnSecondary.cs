using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>Puts the image of the revision into the library, unless it lies there.</summary>
internal sealed class StoreOnSecondary(
    SecondaryStore store, VerifiedFiles seals, LibraryReclaim? reclaim, DriveRenderer renderer, RevisionKey key) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.StoredOnSecondary;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(run.Drive));
        try
        {
            if (!await IsStoredAsync(run, path, cancellationToken))
            {
                if (reclaim?.Spares(run) is true)
                {
                    return ReclaimLibrary.Reclaimed;
                }

                await StoreAsync(run, path, cancellationToken);
            }

            return StepResult.Achieved(Reasons.Stored, $"Revision {run.Status.Revision} lies at {path}");
        }
        catch (SecondaryStoreException exception)
        {
            return StepResult.Retry(exception.Reason, exception.Message);
        }
    }

    private async Task<bool> IsStoredAsync(ReconcileContext run, LibraryPath path, CancellationToken cancellationToken)
    {
        if (run.Status.Secondary?.Revision != run.Status.Revision || store.StateOf(path) is not { } state || state.Size != run.Status.Image?.SizeBytes)
        {
            return false;
        }

        if (seals.IsIntact(path) is not false && !run.IsRecheckRequested)
        {
            return true;
        }

        await using var stored = store.OpenRead(path);
        if (await key.RevisionOfAsync(stored, cancellationToken) != run.Status.Revision)
        {
            return false;
        }

        seals.Seal(path, state);
        return true;
    }

    private async Task StoreAsync(ReconcileContext run, LibraryPath path, CancellationToken cancellationToken)
    {
        var rendered = run.Rendered ?? run.Take(await renderer.RenderAsync(run, cancellationToken));
        var isRepair = run.Status.Secondary?.Revision == rendered.Revision;
        await store.WriteAsync(path, rendered.Image, cancellationToken);
        seals.Seal(path, store.StateOf(path));
        run.Status = run.Status with
        {
            Image = new ImageStatus { VolumeLabel = rendered.VolumeLabel, SizeBytes = rendered.Image.Length, Files = rendered.Image.FileCount },
            Secondary = new SecondaryStatus { Path = path.ToString(), Revision = rendered.Revision },
        };
        run.Notices.Add(isRepair
            ? new PendingEvent(EventType.Warning, Reasons.LibraryRepaired, "StoreOnSecondary", $"Stored revision {rendered.Revision} at {path} again: somebody else had changed or removed the file")
            : new PendingEvent(EventType.Normal, Reasons.Stored, "StoreOnSecondary", $"Stored revision {rendered.Revision} at {path}"));
    }
}
