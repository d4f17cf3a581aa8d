using System.Security.Cryptography;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>Chooses the name of the claim for a revision.</summary>
internal sealed class ClaimNaming(OwnedObjects<V1PersistentVolumeClaim> claims)
{
    /// <summary>
    /// In Manual mode the claim that the VirtualMachine names. In Managed mode the one that an instance waits for which cannot start without it; else one
    /// with the revision; else the one that the VirtualMachine names as long as that was never filled, because KubeVirt waits for it; else the revision's own.
    /// </summary>
    public async Task<string> NameAsync(ReconcileContext context, string revision, CancellationToken cancellationToken)
    {
        var attachment = context.Drive.Spec.Attachment;
        var own = CopyNames.ForRevision(context.Drive.Spec.VirtualMachineRef.Name, revision);
        var named = ClaimReferences.ForDisk(context.VirtualMachine, attachment.DiskName) is { Length: > 0 } given ? given : null;
        if (attachment.Mode is AttachmentMode.Manual)
        {
            return named ?? own;
        }

        var present = claims.OwnedBy(context.Drive);
        if (await FindAwaitedAsync(context, present, cancellationToken) is { } awaited)
        {
            return awaited;
        }

        var filled = present.Where(claim => ClaimAnnotations.IsFilledWith(claim, revision)).Select(claim => claim.Metadata.Name!).ToList();
        if (filled.Count > 0)
        {
            return filled.Contains(named ?? own) ? named ?? own : filled[0];
        }

        if (named is null || named == own)
        {
            return own;
        }

        if (present.FirstOrDefault(claim => claim.Metadata.Name == named) is { } ours)
        {
            return ClaimAnnotations.FilledWith(ours) is null && ours.Metadata.DeletionTimestamp is null ? named : own;
        }

        // The claim of another ConfigDrive, which a copied VirtualMachine names: it is replaced as one of an earlier revision is.
        if (claims.Find(InNamespace(context, named)) is not null)
        {
            return own;
        }

        // The cache shows no claims of others, so the server is asked, but only where the answer counts. A claim of somebody else is chosen too, and
        // then refused with a reason for the user; one that is being deleted is not waited for.
        var isFirst = context.Status.Primary is null || context.Status.Primary.ClaimName == named;
        return isFirst && await claims.ReadAsync(InNamespace(context, named), cancellationToken) is not { Metadata.DeletionTimestamp: not null }
            ? named
            : own;
    }

    /// <summary>
    /// The claim that an instance names and nobody has: KubeVirt changes nothing on an instance that does not run, so it would wait for that very claim
    /// without end. A VirtualMachine that was restored or applied from an old manifest has named it.
    /// </summary>
    private async Task<string?> FindAwaitedAsync(ReconcileContext context, IReadOnlyList<V1PersistentVolumeClaim> present, CancellationToken cancellationToken)
    {
        var instance = context.VirtualMachineInstance;
        return instance is { Metadata.DeletionTimestamp: null } && instance.Status?.Phase is not (InstancePhases.Running or InstancePhases.Succeeded or InstancePhases.Failed)
            && ClaimReferences.ForDisk(instance, context.Drive.Spec.Attachment.DiskName) is { } named
            && (present.FirstOrDefault(claim => claim.Metadata.Name == named) is { } ours
                ? ClaimAnnotations.FilledWith(ours) is null
                : claims.Find(InNamespace(context, named)) is null && await claims.ReadAsync(InNamespace(context, named), cancellationToken) is null)
            ? named
            : null;
    }

    private static NamespacedName InNamespace(ReconcileContext context, string claim) => new(context.Drive.Metadata.Namespace ?? "", claim);
}

/// <summary>Names of the claim and the copy pod of a revision: <c>&lt;vm&gt;-configdrive-&lt;revision&gt;</c>.</summary>
internal static class CopyNames
{
    private const int Longest = 253; // DNS-1123 subdomain, as names of claims and pods are
    private const int DigestLength = 8;

    /// <summary>The name; a VirtualMachine whose name is too long for it is shortened, with a digest that keeps it apart from others.</summary>
    public static string ForRevision(string virtualMachine, string revision)
    {
        var suffix = $"-configdrive-{revision}";
        return virtualMachine.Length + suffix.Length <= Longest
            ? virtualMachine + suffix
            : Shorten(virtualMachine, Longest - suffix.Length) + suffix;
    }

    private static string Shorten(string name, int length)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
        return $"{name[..(length - DigestLength - 1)].TrimEnd('.', '-')}-{digest}";
    }
}
