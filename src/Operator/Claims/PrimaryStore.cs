using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>The claims and copy pods of ConfigDrives.</summary>
internal sealed class PrimaryStore(KubernetesClient client, ClaimCache cluster, TimeProvider time)
{
    public OwnedObjects<V1PersistentVolumeClaim> Claims { get; } = new(
        client.Resource(CoreResources.PersistentVolumeClaims), cluster.Claims, (claim, metadata) => claim with { Metadata = metadata }, time);

    public OwnedObjects<V1Pod> Pods { get; } = new(
        client.Resource(CoreResources.Pods), cluster.CopyPods, (pod, metadata) => pod with { Metadata = metadata }, time);

    public IReadOnlyList<V1StorageClass> StorageClasses => cluster.StorageClasses.Store.List();

    /// <summary>Whether a claim of a ConfigDrive holds a revision.</summary>
    public bool IsFilled(V1Alpha1ConfigDrive drive, PrimaryStatus primary) =>
        Claims.OwnedBy(drive).Any(claim => claim.Metadata.Name == primary.ClaimName && ClaimAnnotations.IsFilledWith(claim, primary.Revision));
}

/// <summary>The primary store and all that fills it.</summary>
/// <param name="Store">The claims and copy pods.</param>
/// <param name="Pods">Makes copy pods.</param>
/// <param name="Live">Who names which claims, read from the API server.</param>
/// <param name="Defaults">What claims are like where a spec does not say.</param>
internal sealed record ClaimParts(PrimaryStore Store, CopyPodMaker Pods, LiveReferences Live, PrimaryDefaults Defaults);
