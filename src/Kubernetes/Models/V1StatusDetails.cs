namespace ConfigDrive.Kubernetes.Models;

/// <summary>Which object a failure is about, and each of its causes (<c>meta/v1 StatusDetails</c>).</summary>
public sealed record V1StatusDetails
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; set; }

    /// <summary>Group of the object.</summary>
    public string? Group { get; set; }

    /// <summary>Kind (in practice often the plural) of the object.</summary>
    public string? Kind { get; set; }

    /// <summary>UID of the object.</summary>
    public string? Uid { get; set; }

    /// <summary>Each fault found, with its field.</summary>
    public List<V1StatusCause>? Causes { get; set; }

    /// <summary>Seconds to wait before trying again.</summary>
    public int? RetryAfterSeconds { get; set; }
}
