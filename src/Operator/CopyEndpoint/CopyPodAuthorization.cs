using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// A pod may copy the drive that controls it. Read from the API server, not from a cache: a replica may be asked before its cache shows a pod that
/// another made. Asked only for pods whose token the API server has confirmed.
/// </summary>
internal sealed class CopyPodAuthorization(ResourceClient<V1PartialObjectMetadata> pods, ResourceClient<V1Alpha1ConfigDrive> drives)
{
    /// <summary>
    /// The image of the drive, if <paramref name="pod"/> is a copy pod of that drive, in whose namespace the drive is; else <c>null</c>. Whether the wanted
    /// revision is the present one need not be checked: the endpoint reads that from the bytes.
    /// </summary>
    public async ValueTask<GrantedImage?> FindAsync(CopyPath wanted, BoundPod pod, CancellationToken cancellationToken)
    {
        var metadata = (await pods.FindAsync(pod.Name, cancellationToken))?.Metadata;
        if (metadata?.Uid != pod.Uid || metadata.Labels?.GetValueOrDefault(Labels.Component) != Labels.CopyComponent)
        {
            return null;
        }

        var drive = await drives.FindAsync(wanted.Drive, cancellationToken);
        var isOwner = drive is not null && metadata.OwnerReferences?.Exists(owner => owner.Controller is true && owner.Uid == drive.Metadata.Uid) is true;
        return !isOwner ? null : new GrantedImage(
            new LibraryPath(new NamespacedName(wanted.Drive.Namespace, drive!.Spec.VirtualMachineRef.Name)), drive.Status?.DigestOf(wanted.Revision) ?? wanted.Revision);
    }
}

/// <summary>An image that a pod may have.</summary>
/// <param name="Path">Where it is in the library.</param>
/// <param name="Digest">Its keyed digest, if it is that of the wanted revision.</param>
internal sealed record GrantedImage(LibraryPath Path, string Digest);
