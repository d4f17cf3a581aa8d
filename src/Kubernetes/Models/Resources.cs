using System.Text.Json.Serialization.Metadata;
using Json = ConfigDrive.Kubernetes.Models.KubernetesJsonContext;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// The well-known resources. Where the content is of no interest, the type is <see cref="V1PartialObjectMetadata"/>: what it does not name is kept.
/// </summary>
public static class Resources
{
    /// <summary><c>configmaps</c></summary>
    public static ResourceDefinition<V1ConfigMap> ConfigMaps { get; } = Core("ConfigMap", "configmaps", Json.Default.V1ConfigMap);

    /// <summary><c>namespaces</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> Namespaces { get; } = Core("Namespace", "namespaces", Partial, namespaced: false);

    /// <summary><c>nodes</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> Nodes { get; } = Core("Node", "nodes", Partial, namespaced: false);

    /// <summary><c>persistentvolumeclaims</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> PersistentVolumeClaims { get; } =
        Core("PersistentVolumeClaim", "persistentvolumeclaims", Partial);

    /// <summary><c>pods</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> Pods { get; } = Core("Pod", "pods", Partial);

    /// <summary><c>secrets</c></summary>
    public static ResourceDefinition<V1Secret> Secrets { get; } = Core("Secret", "secrets", Json.Default.V1Secret);

    /// <summary><c>serviceaccounts</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> ServiceAccounts { get; } = Core("ServiceAccount", "serviceaccounts", Partial);

    /// <summary><c>customresourcedefinitions.apiextensions.k8s.io</c></summary>
    public static ResourceDefinition<V1PartialObjectMetadata> CustomResourceDefinitions { get; } =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false, Partial);

    /// <summary><c>events.events.k8s.io</c></summary>
    public static ResourceDefinition<Eventsv1Event> Events { get; } =
        new("events.k8s.io", "v1", "Event", "events", Namespaced: true, Json.Default.Eventsv1Event);

    /// <summary><c>leases.coordination.k8s.io</c></summary>
    public static ResourceDefinition<V1Lease> Leases { get; } =
        new("coordination.k8s.io", "v1", "Lease", "leases", Namespaced: true, Json.Default.V1Lease);

    /// <summary><c>subjectaccessreviews.authorization.k8s.io</c>: only to be created; the answer is in the status of what comes back.</summary>
    public static ResourceDefinition<V1SubjectAccessReview> SubjectAccessReviews { get; } =
        new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", Namespaced: false, Json.Default.V1SubjectAccessReview);

    /// <summary><c>tokenreviews.authentication.k8s.io</c>: only to be created; the answer is in the status of what comes back.</summary>
    public static ResourceDefinition<V1TokenReview> TokenReviews { get; } =
        new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", Namespaced: false, Json.Default.V1TokenReview);

    /// <summary><c>validatingwebhookconfigurations.admissionregistration.k8s.io</c></summary>
    public static ResourceDefinition<V1ValidatingWebhookConfiguration> ValidatingWebhookConfigurations { get; } = new(
        "admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", Namespaced: false,
        Json.Default.V1ValidatingWebhookConfiguration);

    private static JsonTypeInfo<V1PartialObjectMetadata> Partial => Json.Default.V1PartialObjectMetadata;

    private static ResourceDefinition<T> Core<T>(string kind, string plural, JsonTypeInfo<T> typeInfo, bool namespaced = true)
        where T : class, IKubernetesObject => new("", "v1", kind, plural, namespaced, typeInfo);
}
