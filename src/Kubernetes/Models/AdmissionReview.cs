using System.Text.Json;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>The question of an API server to a webhook, and the answer (<c>admission.k8s.io/v1 AdmissionReview</c>).</summary>
public sealed record AdmissionReview
{
    /// <summary>The only <c>apiVersion</c> that is understood; API servers send it from 1.16 on.</summary>
    public const string Version = "admission.k8s.io/v1";

    public const string ReviewKind = "AdmissionReview";

    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public AdmissionRequest? Request { get; init; }
    public AdmissionResponse? Response { get; init; }

    /// <summary>Whether it is a question that can be answered.</summary>
    internal bool IsQuestion => ApiVersion == Version && Kind == ReviewKind && Request is { Uid.Length: > 0 };
}

public sealed record AdmissionRequest
{
    /// <summary>Identifies the question.</summary>
    public string Uid { get => field ?? ""; init; }

    /// <summary>Type of the object, in the version that the webhook is registered for.</summary>
    public GroupVersionResource? Resource { get; init; }

    /// <summary><c>status</c> and the like; absent for the object itself.</summary>
    public string? SubResource { get; init; }

    public string? Namespace { get; init; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The object as it is to be; it may have no name yet.</summary>
    public JsonElement? Object { get; init; }
}

public sealed record AdmissionResponse
{
    /// <summary>That of the question.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether the request may be carried out, as far as this webhook is concerned.</summary>
    public bool Allowed { get; init; }

    /// <summary>What the sender of a denied request is answered.</summary>
    public V1Status? Status { get; init; }

    public static AdmissionResponse Allow() => new() { Allowed = true };

    public static AdmissionResponse Deny(V1Status status) => new() { Status = status };
}

public sealed record GroupVersionResource
{
    public string Group { get => field ?? ""; init; }
    public string Version { get => field ?? ""; init; }

    /// <summary>The plural.</summary>
    public string Resource { get => field ?? ""; init; }
}
