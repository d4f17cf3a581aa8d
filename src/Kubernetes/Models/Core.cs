using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

// The few types of other groups that operators of any kind read or write, with Kubernetes' own names: its API reference says what the fields mean.

/// <summary><c>core/v1 ConfigMap</c></summary>
public sealed record V1ConfigMap() : KubernetesObject("v1", "ConfigMap")
{
    public Dictionary<string, string>? Data { get; init; }

    /// <summary>Values that are bytes; no key may also be in <see cref="Data"/>.</summary>
    public Dictionary<string, byte[]>? BinaryData { get; init; }
    public bool? Immutable { get; init; }
}

/// <summary><c>core/v1 Secret</c></summary>
public sealed record V1Secret() : KubernetesObject("v1", "Secret")
{
    public Dictionary<string, byte[]>? Data { get; init; }

    /// <summary>Values as text, for writing only; the server moves them into <see cref="Data"/>.</summary>
    public Dictionary<string, string>? StringData { get; init; }

    public string? Type { get; init; }
    public bool? Immutable { get; init; }

    /// <summary>Not the content, so that nothing prints it by accident.</summary>
    public override string ToString() => $"Secret {NamespacedName.From(this)}";
}

/// <summary><c>core/v1 ObjectReference</c></summary>
public sealed record V1ObjectReference
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public string? Namespace { get; init; }
    public string? Name { get; init; }
    public string? Uid { get; init; }

    public static V1ObjectReference To(IKubernetesObject resource) => new()
    {
        ApiVersion = resource.ApiVersion,
        Kind = resource.Kind,
        Namespace = resource.Metadata.Namespace,
        Name = resource.Metadata.Name,
        Uid = resource.Metadata.Uid,
    };
}

/// <summary><c>events.k8s.io/v1 Event</c></summary>
public sealed record Eventsv1Event() : KubernetesObject("events.k8s.io/v1", "Event")
{
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? EventTime { get; init; }
    public Eventsv1EventSeries? Series { get; init; }
    public string? ReportingController { get; init; }
    public string? ReportingInstance { get; init; }
    public string? Action { get; init; }
    public string? Reason { get; init; }
    public V1ObjectReference? Regarding { get; init; }

    /// <summary>A sentence for people, at most 1 KiB.</summary>
    public string? Note { get; init; }
    public string? Type { get; init; }
}

public sealed record Eventsv1EventSeries
{
    public int Count { get; init; }

    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}

/// <summary><c>coordination.k8s.io/v1 Lease</c></summary>
public sealed record V1Lease() : KubernetesObject("coordination.k8s.io/v1", "Lease")
{
    public V1LeaseSpec Spec { get => field ?? new(); init; }
}

public sealed record V1LeaseSpec
{
    /// <summary>The leader; absent or empty when there is none.</summary>
    public string? HolderIdentity { get; init; }
    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>The last renewal, by the holder's clock: never to be compared with another clock.</summary>
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? RenewTime { get; init; }
    public int? LeaseTransitions { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary><c>authentication.k8s.io/v1 TokenReview</c>: asks the server whose token this is.</summary>
public sealed record V1TokenReview() : KubernetesObject("authentication.k8s.io/v1", "TokenReview")
{
    public V1TokenReviewSpec Spec { get => field ?? new(); init; }
    public V1TokenReviewStatus? Status { get; init; }
}

/// <summary>A class, so that nothing prints the token by accident.</summary>
public sealed class V1TokenReviewSpec
{
    public string? Token { get; init; }
    public List<string>? Audiences { get; init; }
}

public sealed record V1TokenReviewStatus
{
    public bool? Authenticated { get; init; }
    public V1UserInfo? User { get; init; }

    /// <summary>The audiences both asked for and in the token. A server that does not know audiences leaves this empty: then do not trust the token.</summary>
    public List<string>? Audiences { get; init; }
    public string? Error { get; init; }
}

public sealed record V1UserInfo
{
    /// <summary><c>system:serviceaccount:NAMESPACE:NAME</c> for a service account.</summary>
    public string? Username { get; init; }
    public string? Uid { get; init; }
    public List<string>? Groups { get; init; }

    /// <summary>Such as <c>authentication.kubernetes.io/pod-name</c> and <c>…/pod-uid</c> of a bound token.</summary>
    public Dictionary<string, List<string>>? Extra { get; init; }
}

/// <summary><c>admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration</c></summary>
public sealed record V1ValidatingWebhookConfiguration() : KubernetesObject("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")
{
    public List<V1ValidatingWebhook>? Webhooks { get; init; }
}

public sealed record V1ValidatingWebhook
{
    public string? Name { get; init; }
    public Admissionregistrationv1WebhookClientConfig? ClientConfig { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

public sealed record Admissionregistrationv1WebhookClientConfig
{
    /// <summary>The authorities, in PEM, that the webhook's certificate must be from; when absent, those that the API server's machine trusts.</summary>
    public byte[]? CaBundle { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
