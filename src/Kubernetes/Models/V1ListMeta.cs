namespace ConfigDrive.Kubernetes.Models;

/// <summary>Metadata of a list (<c>meta/v1 ListMeta</c>).</summary>
public sealed record V1ListMeta
{
    /// <summary>The version at which the list is true; a watch from it misses nothing.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Token of the next page; absent or empty on the last.</summary>
    public string? Continue { get; set; }

    /// <summary>About how many items follow this page.</summary>
    public long? RemainingItemCount { get; set; }
}
