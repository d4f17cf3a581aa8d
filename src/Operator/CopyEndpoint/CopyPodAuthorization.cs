using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// A pod may copy the drive that controls it. Read from the API server, not from a cache: a replica may be asked before it has heard of a pod that
/// another made.
/// </summary>
internal sealed class CopyPodAuthorization(ResourceClient<V1PartialObjectMetadata> pods, ResourceClient<V1Alpha1ConfigDrive> drives) : ICopyGrants
{
    public async ValueTask<LibraryPath?> FindAsync(CopyPath wanted, BoundPod pod, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(pod);
        var metadata = (await pods.FindAsync(pod.Name, cancellationToken))?.Metadata;
        if (metadata?.Uid != pod.Uid || metadata.Labels?.GetValueOrDefault(Labels.Component) != Labels.CopyComponent)
        {
            return null;
        }

        var drive = await drives.FindAsync(wanted.Drive, cancellationToken);
        var isOwner = drive is not null && metadata.OwnerReferences?.Exists(owner => owner.Controller is true && owner.Uid == drive.Metadata.Uid) is true;
        return isOwner ? new LibraryPath(new NamespacedName(wanted.Drive.Namespace, drive!.Spec.VirtualMachineRef.Name)) : null;
    }
}

/// <summary>Decides which pod may copy which drive. Asked only for pods whose token the API server vouches for.</summary>
public interface ICopyGrants
{
    /// <summary>
    /// Where the image of the drive lies in the library, if <paramref name="pod"/> is a copy pod of that drive; else <c>null</c>. Whether what
    /// lies there is the wanted revision need not be looked at: the endpoint reads that from the bytes.
    /// </summary>
    /// <param name="wanted">The drive and revision that the pod asks for; the drive is in the pod's namespace.</param>
    /// <param name="pod">The pod that its token is bound to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<LibraryPath?> FindAsync(CopyPath wanted, BoundPod pod, CancellationToken cancellationToken);
}
