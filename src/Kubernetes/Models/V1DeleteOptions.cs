namespace ConfigDrive.Kubernetes.Models;

/// <summary>How an object is to be deleted (<c>meta/v1 DeleteOptions</c>).</summary>
public sealed record V1DeleteOptions
{
    /// <summary>Deletes only the object meant: another UID or resource version is answered with a conflict.</summary>
    public V1Preconditions? Preconditions { get; set; }

    /// <summary>Seconds that the object gets to end; 0 ends it at once.</summary>
    public long? GracePeriodSeconds { get; set; }

    /// <summary><c>Orphan</c>, <c>Background</c> or <c>Foreground</c>: what becomes of the dependents.</summary>
    public string? PropagationPolicy { get; set; }

    /// <summary><c>["All"]</c> for a trial.</summary>
    public List<string>? DryRun { get; set; }
}
