using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Storage;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>
/// A pod may copy the drive that controls it. Read from the API server, not from a cache: a replica may be asked before it has heard of a pod that
/// another made.
/// </summary>
internal sealed class CopyPodGrants(ResourceClient<V1PartialObjectMetadata> pods, ResourceClient<V1Alpha1ConfigDrive> drives) : ICopyGrants
{
    /// <inheritdoc/>
    public async ValueTask<LibraryPath?> FindAsync(CopyPath wanted, BoundPod pod, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(pod);
        var metadata = (await pods.FindAsync(pod.Name, cancellationToken))?.Metadata;
        if (metadata?.Uid != pod.Uid || metadata.Labels?.GetValueOrDefault(CopyProtocol.ComponentLabel) != CopyProtocol.Component)
        {
            return null;
        }

        var drive = await drives.FindAsync(wanted.Drive, cancellationToken);
        var isOwner = drive is not null && metadata.OwnerReferences?.Exists(owner => owner.Controller is true && owner.Uid == drive.Metadata.Uid) is true;
        return isOwner ? new LibraryPath(new NamespacedName(wanted.Drive.Namespace, drive!.Spec.VirtualMachineRef.Name)) : null;
    }
}
