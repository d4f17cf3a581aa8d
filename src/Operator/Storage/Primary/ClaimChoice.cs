using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Chooses the name of the claim for a revision.</summary>
internal sealed class ClaimChoice(OwnedObjects<V1PersistentVolumeClaim> claims)
{
    /// <summary>
    /// One that holds the revision already; else, in Manual mode, the one that the VirtualMachine names; else, in Managed mode, the one that it
    /// names as long as that was never filled: KubeVirt waits for it. Else one of the revision's own.
    /// </summary>
    public async Task<string> NameAsync(Reconciliation run, string revision, CancellationToken cancellationToken)
    {
        var attachment = run.Drive.Spec.Attachment;
        var own = RevisionName.Of(run.Drive.Spec.VirtualMachineRef.Name, revision);
        var named = ClaimReferences.ForDisk(run.VirtualMachine, attachment.DiskName) is { Length: > 0 } given ? given : null;
        if (attachment.Mode is AttachmentMode.Manual)
        {
            return named ?? own;
        }

        var present = claims.Of(run.Drive);
        var holding = present.Where(claim => ClaimMarks.Holds(claim, revision)).Select(claim => claim.Metadata.Name!).ToList();
        if (holding.Count > 0)
        {
            return holding.Contains(named ?? own) ? named ?? own : holding[0];
        }

        if (named is null || named == own)
        {
            return own;
        }

        if (present.FirstOrDefault(claim => claim.Metadata.Name == named) is { } ours)
        {
            return ClaimMarks.FilledWith(ours) is null && ours.Metadata.DeletionTimestamp is null ? named : own;
        }

        // Not ours as far as the cache knows. It shows no claims of others, so the server is asked, but only where the answer counts.
        var isFirst = run.Status.Primary is null || run.Status.Primary.ClaimName == named;
        return isFirst && await MayBeAsync(run.Drive, named, cancellationToken) ? named : own;
    }

    // A claim of somebody else is chosen too: it is then refused, with a reason that tells the user so. One that goes away is not waited for.
    private async Task<bool> MayBeAsync(V1Alpha1ConfigDrive drive, string name, CancellationToken cancellationToken) =>
        await claims.ReadAsync(new NamespacedName(drive.Metadata.Namespace ?? "", name), cancellationToken) is not { Metadata.DeletionTimestamp: not null };
}
