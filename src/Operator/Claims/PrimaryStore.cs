using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>The claims and copy pods of ConfigDrives.</summary>
internal sealed class PrimaryStore(KubernetesClient client, ClaimCache cluster, TimeProvider time)
{
    public OwnedObjects<V1PersistentVolumeClaim> Claims { get; } = new(client.Resource(CoreResources.PersistentVolumeClaims), cluster.Claims, time);
    public OwnedObjects<V1Pod> Pods { get; } = new(client.Resource(CoreResources.Pods), cluster.CopyPods, time);

    /// <summary>How long copy pods have been seen to have failed.</summary>
    public FirstSeen FailedPods { get; } = new(time);

    public IReadOnlyList<V1StorageClass> StorageClasses => cluster.StorageClasses.Store.List();

    /// <summary>Whether the claim of a ConfigDrive has its revision.</summary>
    public bool IsFilled(V1Alpha1ConfigDrive drive, PrimaryStatus primary) =>
        Claims.OwnedBy(drive).Any(claim => claim.Metadata.Name == primary.ClaimName && ClaimAnnotations.IsFilledWith(claim, primary.Revision));
}

/// <summary>The primary store and everything that fills it.</summary>
internal sealed record ClaimParts(PrimaryStore Store, CopyPodMaker Pods, LiveReferences Live, PrimaryDefaults Defaults);
