namespace ConfigDrive.Kubernetes;

/// <summary>
/// The key of an object within its type: the identity that queues, stores and log lines use. A cluster-scoped object has an empty namespace.
/// </summary>
/// <remarks>The term is apimachinery's <c>types.NamespacedName</c>.</remarks>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The key of <paramref name="resource"/>, from its metadata.</summary>
    public static NamespacedName Of(IKubernetesObject resource) => new(resource.Metadata.Namespace ?? "", resource.Metadata.Name ?? "");

    /// <summary><c>namespace/name</c>, or the name alone when the object is cluster-scoped.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
