using System.Text.Json;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Admission;

/// <summary>What an API server asks a webhook, and what it is answered (<c>admission.k8s.io/v1 AdmissionReview</c>).</summary>
public sealed record AdmissionReview
{
    /// <summary>The only <c>apiVersion</c> that is understood; API servers speak it from 1.16 on.</summary>
    public const string Version = "admission.k8s.io/v1";

    /// <summary>The only <c>kind</c> that is understood.</summary>
    public const string ReviewKind = "AdmissionReview";

    /// <summary><see cref="Version"/></summary>
    public string? ApiVersion { get; set; }

    /// <summary><see cref="ReviewKind"/></summary>
    public string? Kind { get; set; }

    /// <summary>The question.</summary>
    public AdmissionRequest? Request { get; set; }

    /// <summary>The answer.</summary>
    public AdmissionResponse? Response { get; set; }

    /// <summary>Whether it is a question that can be answered.</summary>
    internal bool IsQuestion => ApiVersion == Version && Kind == ReviewKind && Request is { Uid.Length: > 0 };
}

/// <summary>What somebody wants of the API server.</summary>
public sealed record AdmissionRequest
{
    /// <summary>Identifies the question.</summary>
    public string Uid { get; set; } = "";

    /// <summary>Type of the object, in the version that the webhook is registered for.</summary>
    public GroupVersionResource? Resource { get; set; }

    /// <summary><c>status</c> and the like; absent for the object itself.</summary>
    public string? SubResource { get; set; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; set; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public string? Operation { get; set; }

    /// <summary>The object as it is to be; it may have no name yet.</summary>
    public JsonElement? Object { get; set; }
}

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

/// <summary>A type, as paths name it (<c>meta/v1 GroupVersionResource</c>).</summary>
public sealed record GroupVersionResource
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>API version.</summary>
    public string Version { get; set; } = "";

    /// <summary>The name in paths, <c>secrets</c>.</summary>
    public string Resource { get; set; } = "";
}
