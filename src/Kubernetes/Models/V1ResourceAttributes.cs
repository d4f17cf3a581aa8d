namespace ConfigDrive.Kubernetes.Models;

/// <summary>A verb on a resource.</summary>
public sealed record V1ResourceAttributes
{
    /// <summary>Namespace; empty for all, or for a cluster-scoped resource.</summary>
    public string? Namespace { get; set; }

    /// <summary>Verb: <c>get</c>.</summary>
    public string? Verb { get; set; }

    /// <summary>API group.</summary>
    public string? Group { get; set; }

    /// <summary>Plural of the resource.</summary>
    public string? Resource { get; set; }

    /// <summary>Subresource.</summary>
    public string? Subresource { get; set; }

    /// <summary>Name; empty for any.</summary>
    public string? Name { get; set; }
}
