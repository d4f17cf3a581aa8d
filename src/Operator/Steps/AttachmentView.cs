using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Gathers what decides about a drive from the caches.</summary>
internal sealed class AttachmentView(
    ClusterCache cluster, ClaimRevisions revisions, ContentDefaults defaults, TimeSpan bootTimeout, TimeProvider time)
{
    /// <summary>What KubeVirt can do.</summary>
    public Hotplug Hotplug => Hotplug.Of(cluster.KubeVirts.Store.List());

    /// <summary>What decides about the drive of a reconciliation whose image lies in a filled claim.</summary>
    public AttachmentInputs Of(ReconcileContext run) => new()
    {
        Spec = run.Drive.Spec,
        Conflict = VirtualMachineConflicts.Find(run.Drive, run.VirtualMachine, defaults),
        VirtualMachine = run.VirtualMachine,
        Instance = run.VirtualMachineInstance,
        Migrations = cluster.MigrationsOf(ClusterCache.VirtualMachineOf(run.Drive)),
        UnreadableMigration = cluster.UnreadableMigrationIn(run.Drive.Metadata.Namespace ?? ""),
        Hotplug = Hotplug,
        Primary = run.Status.Primary ?? throw new InvalidOperationException("The drive is attached before a claim was filled."),
        BootClaim = run.Status.Boot?.VirtualMachineInstanceUID == run.VirtualMachineInstance?.Metadata.Uid ? run.Status.Boot?.ClaimName : null,
        Password = run.Status.Password,
        Written = run.Status.Drift?.Written,
        IsWithheld = wanted => DriveWriter.Withholds(run, wanted, time.GetUtcNow()),
        RevisionOf = claim => revisions.Of(run, claim),
        Now = time.GetUtcNow(),
        BootTimeout = bootTimeout,
    };
}
