using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Stores the image of the revision in the library, unless it is there. Reads <c>status.revision</c> and the rendered image, which it renders where it
/// is missing; sets <c>status.image</c> and <c>status.secondary</c>.
/// </summary>
internal sealed class StoreOnSecondary(
    SecondaryStore store, LibraryPolicy policy, DriveRenderer renderer, RevisionKey key) : IStep
{
    public string Condition => ConditionTypes.StoredOnSecondary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(context.Drive));
        if (!await IsStoredAsync(context, path, cancellationToken))
        {
            if (policy.MayReclaim(context))
            {
                return ReclaimLibrary.Reclaimed;
            }

            await StoreAsync(context, path, cancellationToken);
        }

        return StepResult.Satisfied(Reasons.Stored, $"Revision {context.Status.Revision} is stored at {path}");
    }

    private async Task<bool> IsStoredAsync(ReconcileContext context, LibraryPath path, CancellationToken cancellationToken)
    {
        if (context.Status.Secondary?.Revision != context.Status.Revision || store.StateOf(path) is not { } state || state.Size != context.Status.Image?.SizeBytes)
        {
            return false;
        }

        if (store.IsUnchanged(path) is not false && !context.IsRecheckRequested)
        {
            return true;
        }

        await using var stored = store.OpenRead(path);
        var revision = context.Status.Revision!;
        if (await key.DigestOfAsync(stored, revision, cancellationToken) != context.Status.DigestOf(revision))
        {
            return false;
        }

        store.MarkVerified(path, state);
        return true;
    }

    private async Task StoreAsync(ReconcileContext context, LibraryPath path, CancellationToken cancellationToken)
    {
        var rendered = context.Rendered ?? context.Take(await renderer.RenderAsync(context, cancellationToken));
        var isRepair = context.Status.Secondary?.Revision == rendered.Revision;
        await store.WriteAsync(path, rendered.Image, cancellationToken);
        context.Status = context.Status with
        {
            Image = new ImageStatus { VolumeLabel = rendered.VolumeLabel, SizeBytes = rendered.Image.Length, Files = rendered.Image.FileCount },
            Secondary = new SecondaryStatus { Path = path.ToString(), Revision = rendered.Revision },
        };
        context.Events.Add(isRepair
            ? new PendingEvent(EventType.Warning, Reasons.LibraryRepaired, "StoreOnSecondary", $"Stored revision {rendered.Revision} at {path} again: somebody else had changed or removed the file")
            : new PendingEvent(EventType.Normal, Reasons.Stored, "StoreOnSecondary", $"Stored revision {rendered.Revision} at {path}"));
    }
}
