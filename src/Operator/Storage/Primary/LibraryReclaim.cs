using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Decides whether a drive has to lie in the library.</summary>
internal sealed class LibraryReclaim(PrimaryStore primary)
{
    /// <summary>
    /// Whether the library may do without the drive (<c>secondaryStorage.reclaim: OnStop</c>): the VirtualMachine is stopped, and what it will start
    /// with lies on a claim. It is stored again when the VirtualMachine starts, and before it is copied.
    /// </summary>
    public bool Spares(Reconciliation run) =>
        run.Drive.Spec.SecondaryStorage.Reclaim is ReclaimPolicy.OnStop
        && run.Status.Revision is { } revision
        && InstancePhases.IsStopped(run.VirtualMachine, run.VirtualMachineInstance)
        && primary.Claims.Of(run.Drive).Any(claim => ClaimMarks.Holds(claim, revision));
}
