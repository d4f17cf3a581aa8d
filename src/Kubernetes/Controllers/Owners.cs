namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>Maps an object to the one that controls it, for <see cref="Controller.Watches{T}"/>.</summary>
public static class Owners
{
    /// <summary>The key of the controlling owner, when it is of the given type; else nothing. The owner's version does not matter.</summary>
    public static Func<T, IEnumerable<NamespacedName>> Of<T, TOwner>(ResourceDefinition<TOwner> owner)
        where T : class, IKubernetesObject
        where TOwner : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(owner);
        return resource => resource.Metadata.OwnerReferences?.Find(reference => reference.Controller is true) is { } reference
            && reference.Kind == owner.Kind && GroupOf(reference) == owner.Group
            ? [new NamespacedName(owner.Namespaced ? resource.Metadata.Namespace ?? "" : "", reference.Name)]
            : [];
    }

    private static string GroupOf(V1OwnerReference reference)
    {
        var slash = reference.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : reference.ApiVersion[..slash];
    }
}
