namespace ConfigDrive.Operator.Cluster;

/// <summary>How claims and copy pods belong to a ConfigDrive: by labels, for watches, and by a controller reference, for garbage collection.</summary>
internal static class Ownership
{
    /// <summary>Selects the claims that operators made.</summary>
    public const string Selector = $"{Labels.ManagedBy}={OperatorIdentity.Name}";

    /// <summary>Selects the copy pods that operators made.</summary>
    public const string CopyPodSelector = $"{Selector},{Labels.Component}={Labels.CopyComponent}";

    /// <summary>
    /// Keeps service meshes from adding a sidecar to a copy pod: it would outlive the copy, and stand between the pod and the copy endpoint. Istio and
    /// Kuma read a label, Linkerd and Consul an annotation; both have all.
    /// </summary>
    private static Dictionary<string, string> WithoutSidecars { get; } = new()
    {
        ["sidecar.istio.io/inject"] = "false",
        ["kuma.io/sidecar-injection"] = "disabled",
        ["linkerd.io/inject"] = "disabled",
        ["consul.hashicorp.com/connect-inject"] = "false",
    };

    /// <summary>Metadata of something that a ConfigDrive owns.</summary>
    public static V1ObjectMeta MetadataFor(V1Alpha1ConfigDrive owner, string name, Dictionary<string, string> annotations, bool isCopyPod = false) => new()
    {
        Namespace = owner.Metadata.Namespace,
        Name = name,
        Labels = isCopyPod
            ? new(WithoutSidecars) { [Labels.ManagedBy] = OperatorIdentity.Name, [Labels.Component] = Labels.CopyComponent }
            : new() { [Labels.ManagedBy] = OperatorIdentity.Name },
        Annotations = isCopyPod ? annotations.Concat(WithoutSidecars).ToDictionary() : annotations,
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
    public static string? OwnerUidOf(IKubernetesObject resource) => OwnerOf(resource)?.Uid;

    /// <summary>The ConfigDrive that an object belongs to; <c>null</c> when it belongs to none, or the operator did not make it.</summary>
    public static V1OwnerReference? OwnerOf(IKubernetesObject resource) =>
        resource.Metadata.Labels?.GetValueOrDefault(Labels.ManagedBy) == OperatorIdentity.Name
            ? resource.Metadata.OwnerReferences?.Find(reference => reference.Controller is true && reference.Kind == OperatorResources.ConfigDrives.Kind)
            : null;

    /// <summary>
    /// Whether an operator made an object that no ConfigDrive owns now: a copy that KubeVirt made of a claim, by a restore or a clone, or a claim that was
    /// left to a VirtualMachine.
    /// </summary>
    public static bool IsOrphan(IKubernetesObject resource) =>
        resource.Metadata.Labels?.GetValueOrDefault(Labels.ManagedBy) == OperatorIdentity.Name
        && resource.Metadata.Annotations?.ContainsKey(Annotations.Revision) is true && OwnerUidOf(resource) is null;

    /// <summary>Makes a ConfigDrive the owner of an orphan.</summary>
    public static JsonPatch Adopt(IKubernetesObject orphan, V1Alpha1ConfigDrive drive) => Own(orphan, MetadataFor(drive, "", []).OwnerReferences!);

    /// <summary>Leaves an object to others, with whom it is deleted, in place of its ConfigDrive.</summary>
    public static JsonPatch Leave(IKubernetesObject resource, IEnumerable<IKubernetesObject> others) => Own(resource, others.Select(other => new V1OwnerReference
    {
        ApiVersion = other.ApiVersion ?? "",
        Kind = other.Kind ?? "",
        Name = other.Metadata.Name ?? "",
        Uid = other.Metadata.Uid ?? "",
    }));

    private static JsonPatch Own(IKubernetesObject resource, IEnumerable<V1OwnerReference> owners) => new JsonPatch()
        .Test("/metadata/uid", resource.Metadata.Uid)
        .Add("/metadata/ownerReferences", new JsonArray([.. owners.Select(owner => new JsonObject
        {
            ["apiVersion"] = owner.ApiVersion,
            ["kind"] = owner.Kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = owner.Controller,
            ["blockOwnerDeletion"] = owner.BlockOwnerDeletion,
        })]));

    /// <summary>Whether a ConfigDrive made an object, and may write or delete it.</summary>
    public static bool IsOwnedBy(IKubernetesObject resource, V1Alpha1ConfigDrive drive) => OwnerUidOf(resource) is { } uid && uid == drive.Metadata.Uid;
}
