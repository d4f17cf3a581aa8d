namespace ConfigDrive.Kubernetes.Models;

/// <summary>Names an object of any type (<c>core/v1 ObjectReference</c>).</summary>
public sealed record V1ObjectReference
{
    /// <summary>API version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind.</summary>
    public string? Kind { get; set; }

    /// <summary>Namespace; absent when cluster-scoped.</summary>
    public string? Namespace { get; set; }

    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>UID.</summary>
    public string? Uid { get; set; }

    /// <summary>Resource version.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Part of the object that is meant.</summary>
    public string? FieldPath { get; set; }

    /// <summary>A reference to <paramref name="resource"/> as it is now.</summary>
    public static V1ObjectReference To(IKubernetesObject resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new()
        {
            ApiVersion = resource.ApiVersion,
            Kind = resource.Kind,
            Namespace = resource.Metadata.Namespace,
            Name = resource.Metadata.Name,
            Uid = resource.Metadata.Uid,
            ResourceVersion = resource.Metadata.ResourceVersion,
        };
    }
}
