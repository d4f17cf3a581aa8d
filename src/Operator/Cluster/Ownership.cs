namespace ConfigDrive.Operator.Cluster;

/// <summary>How claims and copy pods belong to a ConfigDrive: by labels, for watches, and by a controller reference, for garbage collection.</summary>
internal static class Ownership
{
    /// <summary>Selects the claims that operators made.</summary>
    public const string Selector = $"{Labels.ManagedBy}={OperatorIdentity.Name}";

    /// <summary>Selects the copy pods that operators made.</summary>
    public const string CopyPodSelector = $"{Selector},{Labels.Component}={Labels.CopyComponent}";

    /// <summary>Metadata of something that a ConfigDrive owns.</summary>
    public static V1ObjectMeta MetadataFor(V1Alpha1ConfigDrive owner, string name, Dictionary<string, string> annotations, bool isCopyPod = false) => new()
    {
        Namespace = owner.Metadata.Namespace,
        Name = name,
        Labels = isCopyPod
            ? new() { [Labels.ManagedBy] = OperatorIdentity.Name, [Labels.Component] = Labels.CopyComponent }
            : new() { [Labels.ManagedBy] = OperatorIdentity.Name },
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

    /// <summary>UID of the ConfigDrive that an object belongs to; <c>null</c> when the operator did not make it.</summary>
    public static string? OwnerUidOf(IKubernetesObject resource) =>
        resource.Metadata.Labels?.GetValueOrDefault(Labels.ManagedBy) == OperatorIdentity.Name
            ? resource.Metadata.OwnerReferences?.Find(reference => reference.Controller is true && reference.Kind == OperatorResources.ConfigDrives.Kind)?.Uid
            : null;

    /// <summary>Whether a ConfigDrive made an object, and may write or delete it.</summary>
    public static bool IsOwnedBy(IKubernetesObject resource, V1Alpha1ConfigDrive drive) => OwnerUidOf(resource) is { } uid && uid == drive.Metadata.Uid;
}
