namespace ConfigDrive.Kubernetes.Models;

/// <summary>What the server says about a request that failed (<c>meta/v1 Status</c>).</summary>
public sealed record V1Status
{
    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; set; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; set; }

    /// <summary>What happened, for programs: <c>NotFound</c>, <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>, <c>Invalid</c>, …</summary>
    public string? Reason { get; set; }

    /// <summary>More on the reason.</summary>
    public V1StatusDetails? Details { get; set; }

    /// <summary>The HTTP status.</summary>
    public int? Code { get; set; }
}
