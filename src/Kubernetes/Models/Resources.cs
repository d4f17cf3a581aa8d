using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Json = ConfigDrive.Kubernetes.Models.KubernetesJsonContext;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>The well-known resources. Where the content is not needed, the type is <see cref="V1PartialObjectMetadata"/>.</summary>
public static class Resources
{
    public static ResourceDefinition<V1ConfigMap> ConfigMaps { get; } = Core("ConfigMap", "configmaps", Json.Default.V1ConfigMap);

    public static ResourceDefinition<V1PartialObjectMetadata> Namespaces { get; } = Core("Namespace", "namespaces", Partial, namespaced: false);

    public static ResourceDefinition<V1PartialObjectMetadata> Nodes { get; } = Core("Node", "nodes", Partial, namespaced: false);

    public static ResourceDefinition<V1PartialObjectMetadata> Pods { get; } = Core("Pod", "pods", Partial);

    public static ResourceDefinition<V1Secret> Secrets { get; } = Core("Secret", "secrets", Json.Default.V1Secret);

    public static ResourceDefinition<V1PartialObjectMetadata> CustomResourceDefinitions { get; } =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false, Partial);

    public static ResourceDefinition<Eventsv1Event> Events { get; } =
        new("events.k8s.io", "v1", "Event", "events", Namespaced: true, Json.Default.Eventsv1Event);

    public static ResourceDefinition<V1Lease> Leases { get; } =
        new("coordination.k8s.io", "v1", "Lease", "leases", Namespaced: true, Json.Default.V1Lease);

    /// <summary>Can only be created; the answer is in the status of the object that the server returns.</summary>
    public static ResourceDefinition<V1TokenReview> TokenReviews { get; } =
        new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", Namespaced: false, Json.Default.V1TokenReview);

    public static ResourceDefinition<V1ValidatingWebhookConfiguration> ValidatingWebhookConfigurations { get; } = new(
        "admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", Namespaced: false,
        Json.Default.V1ValidatingWebhookConfiguration);

    private static JsonTypeInfo<V1PartialObjectMetadata> Partial => Json.Default.V1PartialObjectMetadata;

    private static ResourceDefinition<T> Core<T>(string kind, string plural, JsonTypeInfo<T> typeInfo, bool namespaced = true)
        where T : class, IKubernetesObject => new("", "v1", kind, plural, namespaced, typeInfo);
}

/// <summary>Source-generated JSON of the types in this library: no reflection, so that trimming is safe and the start is fast.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionReview))]
[JsonSerializable(typeof(Eventsv1Event))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1PartialObjectMetadata))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1TokenReview))]
[JsonSerializable(typeof(V1ValidatingWebhookConfiguration))]
public sealed partial class KubernetesJsonContext : JsonSerializerContext;
