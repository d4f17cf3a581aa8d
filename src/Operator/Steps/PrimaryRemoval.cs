using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Takes away the copy pods and claims of a ConfigDrive that is being deleted.</summary>
internal sealed class PrimaryRemoval(PrimaryStore primary, LiveReferences live)
{
    /// <summary>Deletes what nobody uses. What a running instance uses stays; the end of the instance wakes the reconciler.</summary>
    public async Task<StepResult> RunAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        foreach (var pod in primary.Pods.Of(drive).Where(pod => pod.Metadata.DeletionTimestamp is null))
        {
            await primary.Pods.DeleteAsync(pod, cancellationToken);
        }

        var claims = primary.Claims.Of(drive);
        if (claims.Count == 0)
        {
            return StepResult.Passed;
        }

        var virtualMachine = ClusterCache.VirtualMachineOf(drive);
        var instance = await live.InstanceAsync(virtualMachine, cancellationToken);
        var used = claims.Where(claim => ClaimReferences.IsUsedBy(instance, claim.Metadata.Name!)).Select(claim => claim.Metadata.Name).ToList();
        foreach (var claim in claims.Where(claim => claim.Metadata.DeletionTimestamp is null && !used.Contains(claim.Metadata.Name)))
        {
            await primary.Claims.DeleteAsync(claim, cancellationToken);
        }

        return used.Count == 0
            ? StepResult.Passed
            : StepResult.Waiting(
                Reasons.ClaimInUse,
                $"Claim {string.Join(", ", used)} is used by the running VirtualMachine \"{virtualMachine.Name}\": the ConfigDrive goes when it stops, or when the drive is taken out of it");
    }
}
