using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Gathers what decides about a drive from the caches.</summary>
internal sealed class AttachmentView(
    ClusterCache cluster, ClaimRevisions revisions, ContentDefaults defaults, TimeSpan bootTimeout, TimeProvider time)
{
    /// <summary>What KubeVirt can do.</summary>
    public Hotplug Hotplug => Hotplug.From(cluster.KubeVirts.Store.List());

    /// <summary>What decides; <c>null</c> while the VirtualMachine is not found, or no claim is filled.</summary>
    public AttachmentInputs? InputsFor(ReconcileContext context) => !context.HasVirtualMachine || context.Status.Primary is not { } primary ? null : new()
    {
        Spec = context.Drive.Spec,
        Conflict = VirtualMachineConflicts.Find(context.Drive, context.VirtualMachine, defaults),
        VirtualMachine = context.VirtualMachine,
        Instance = context.VirtualMachineInstance,
        Migrations = cluster.MigrationsOf(ClusterCache.VirtualMachineOf(context.Drive)),
        UnreadableMigration = cluster.UnreadableMigrationIn(context.Drive.Metadata.Namespace ?? ""),
        Hotplug = Hotplug,
        Primary = primary,
        BootClaim = context.Status.Boot?.VirtualMachineInstanceUID == context.VirtualMachineInstance?.Metadata.Uid ? context.Status.Boot?.ClaimName : null,
        Password = context.Status.Password,
        Written = context.Status.Drift?.Written,
        IsWithheld = wanted => DriveWriter.Withholds(context, wanted, time.GetUtcNow()),
        RevisionOf = claim => revisions.Find(context, claim),
        Now = time.GetUtcNow(),
        BootTimeout = bootTimeout,
    };
}
