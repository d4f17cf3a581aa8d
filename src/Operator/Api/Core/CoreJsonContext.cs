using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>JSON contracts of Kubernetes' own resources.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1PersistentVolume))]
[JsonSerializable(typeof(V1PersistentVolumeClaim))]
[JsonSerializable(typeof(PodSpec))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1StorageClass))]
public sealed partial class CoreJsonContext : JsonSerializerContext;
