namespace ConfigDrive.Kubernetes.Client;

/// <summary>Which objects to list.</summary>
public sealed record ListOptions
{
    /// <summary>Namespace; null means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels that the objects must have: <c>app=web,tier!=cache</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Fields that the objects must have: <c>metadata.name=x</c>; which fields, depends on the type.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Greatest number of objects on a page; null means all on one.</summary>
    public int? Limit { get; init; } = 500;

    /// <summary>Token of the page wanted; null for the first.</summary>
    public string? Continue { get; init; }

    /// <summary>
    /// Null for the latest state; <c>0</c> for any that the server has at hand, which may be older than one seen before; else one not older than this.
    /// </summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How <see cref="ResourceVersion"/> is meant: <c>Exact</c> or <c>NotOlderThan</c>; null leaves it to the server.</summary>
    public string? ResourceVersionMatch { get; init; }
}
