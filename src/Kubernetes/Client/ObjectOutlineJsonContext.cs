using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>JSON of <see cref="ObjectOutline"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectOutline))]
internal sealed partial class ObjectOutlineJsonContext : JsonSerializerContext;
