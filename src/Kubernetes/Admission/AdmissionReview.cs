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
