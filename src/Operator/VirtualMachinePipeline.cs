using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator;

/// <summary>The parts of the pipeline that bring a filled claim into a VirtualMachine.</summary>
internal sealed class VirtualMachinePipeline
{
    public VirtualMachinePipeline(ClusterCache cluster, VirtualMachineWriter virtualMachines, ContentDefaults defaults, TimeSpan bootTimeout, TimeProvider time)
    {
        var revisions = new ClaimRevisions(claim => cluster.Primary?.Claims.Store.Find(claim) is { } found ? ClaimAnnotations.RevisionOf(found) : null);
        var view = new AttachmentView(cluster, revisions, defaults, bootTimeout, time);
        var writer = new DriveWriter(virtualMachines, time);
        Observe = [new ObserveInstance(revisions, time), new WithdrawPassword(revisions, writer, () => view.Hotplug)];
        BeforeCopy = new RecordPassword();
        Readiness = new CheckMigration(view.Of);
        Attach = [Readiness, new AttachDrive(view.Of, writer)];
    }

    /// <summary>What comes before the image is made.</summary>
    public IReadOnlyList<IStep> Observe { get; }

    /// <summary>What comes before an image leaves the library.</summary>
    public IStep BeforeCopy { get; }

    /// <summary>Whether the drive can move.</summary>
    public CheckMigration Readiness { get; }

    /// <summary>What comes once a claim is filled.</summary>
    public IReadOnlyList<IStep> Attach { get; }
}
