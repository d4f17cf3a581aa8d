using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.Tests;

internal static class JsonNodeExtensions
{
    public static JsonElement ToElement(this JsonNode? node) => JsonDocument.Parse(node!.ToJsonString()).RootElement;
}
