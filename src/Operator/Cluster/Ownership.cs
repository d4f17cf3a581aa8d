using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Cluster;

/// <summary>How claims and copy pods tell whose they are: by labels, so that they can be watched, and by a controlling owner, so that they never outlive it.</summary>
internal static class Ownership
{
    /// <summary>Selects the claims that operators made.</summary>
    public const string Selector = $"{ManagedByLabel}={ManagedBy}";

    /// <summary>Selects the copy pods that operators made.</summary>
    public const string CopyPodSelector = $"{Selector},{CopyProtocol.ComponentLabel}={CopyProtocol.Component}";

    private const string ManagedByLabel = "app.kubernetes.io/managed-by";
    private const string ManagedBy = "configdrive-operator";

    /// <summary>Metadata of something that a ConfigDrive owns.</summary>
    public static V1ObjectMeta MetadataFor(V1Alpha1ConfigDrive owner, string name, Dictionary<string, string> annotations, bool isCopyPod = false) => new()
    {
        Namespace = owner.Metadata.Namespace,
        Name = name,
        Labels = isCopyPod
            ? new() { [ManagedByLabel] = ManagedBy, [CopyProtocol.ComponentLabel] = CopyProtocol.Component }
            : new() { [ManagedByLabel] = ManagedBy },
        Annotations = annotations,
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = OperatorResources.ConfigDrives.ApiVersion,
                Kind = OperatorResources.ConfigDrives.Kind,
                Name = owner.Metadata.Name ?? "",
                Uid = owner.Metadata.Uid ?? "",
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ],
    };

    /// <summary>UID of the ConfigDrive that an object of ours belongs to; <c>null</c> when it is not of our making.</summary>
    public static string? OwnerUidOf(IKubernetesObject resource) =>
        resource.Metadata.Labels?.GetValueOrDefault(ManagedByLabel) == ManagedBy
            ? resource.Metadata.OwnerReferences?.Find(reference => reference.Controller is true && reference.Kind == OperatorResources.ConfigDrives.Kind)?.Uid
            : null;

    /// <summary>Whether a ConfigDrive made an object, and may write or delete it.</summary>
    public static bool IsOwnedBy(IKubernetesObject resource, V1Alpha1ConfigDrive drive) => OwnerUidOf(resource) is { } uid && uid == drive.Metadata.Uid;
}
