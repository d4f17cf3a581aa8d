using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Makes copy pods for what the cluster is like now.</summary>
internal sealed class CopyPodMaker(CopyPodSettings settings, Func<CopySource> source, PlacementFinder places)
{
    /// <summary>The pod as it would be created now; nothing is written.</summary>
    public async Task<V1Pod> MakeAsync(Reconciliation run, ClaimRequest wanted, V1PersistentVolumeClaim claim, int attempt, CancellationToken cancellationToken) =>
        CopyPod.Make(run.Drive, wanted, claim, settings, source(), await places.FindAsync(run, cancellationToken), attempt);
}
