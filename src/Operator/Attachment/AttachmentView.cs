using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Gathers from the caches what decides about a drive.</summary>
internal sealed class AttachmentView(
    ClusterCache cluster, ContentDefaults defaults, TimeSpan bootTimeout, TimeProvider time)
{
    private readonly FirstSeen running = new(time);

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
        RevisionOf = claim => RevisionOn(context, claim),
        Now = time.GetUtcNow(),
        RunningFor = context.VirtualMachineInstance is { Status.Phase: InstancePhases.Running, Metadata.Uid: { } uid } ? running.ElapsedFor(uid) : TimeSpan.Zero,
        BootTimeout = bootTimeout,
    };

    /// <summary>The migration that a change of the VirtualMachine waits for, for a message; <c>null</c> when there is none.</summary>
    public string? FindMigration(ReconcileContext context) => context.VirtualMachineInstance is { } instance
        ? Migrations.FindUnderWay(instance, cluster.MigrationsOf(ClusterCache.VirtualMachineOf(context.Drive)))
            ?? cluster.UnreadableMigrationIn(context.Drive.Metadata.Namespace ?? "")
        : null;

    /// <summary>Revision of the image on the claim named <paramref name="claimName"/>; <c>null</c> when the operator did not make it.</summary>
    public string? RevisionOn(ReconcileContext context, string claimName) =>
        context.Status.Primary is { } primary && primary.ClaimName == claimName ? primary.Revision
        : cluster.Primary?.Claims.Store.Find(new NamespacedName(context.Drive.Metadata.Namespace ?? "", claimName)) is { } claim ? ClaimAnnotations.RevisionOf(claim)
        : null;
}
