namespace ConfigDrive.Kubernetes.Models;

/// <summary>One fault of a request (<c>meta/v1 StatusCause</c>).</summary>
public sealed record V1StatusCause
{
    /// <summary>What kind of fault: <c>FieldValueInvalid</c>, …</summary>
    public string? Reason { get; set; }

    /// <summary>The fault in words.</summary>
    public string? Message { get; set; }

    /// <summary>Path of the field at fault: <c>spec.volumes[0].name</c>.</summary>
    public string? Field { get; set; }
}
