using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Admission;

/// <summary>What the API server shall do with a request.</summary>
public sealed record AdmissionResponse
{
    /// <summary>That of the question.</summary>
    public string? Uid { get; set; }

    /// <summary>Whether the request may be carried out, as far as this webhook is concerned.</summary>
    public bool Allowed { get; set; }

    /// <summary>What whoever sent a refused request is told.</summary>
    public V1Status? Status { get; set; }

    /// <summary>It may.</summary>
    public static AdmissionResponse Allow() => new() { Allowed = true };

    /// <summary>It may not.</summary>
    public static AdmissionResponse Refuse(V1Status status) => new() { Allowed = false, Status = status };
}
