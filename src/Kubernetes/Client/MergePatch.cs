using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Fields to set; null removes a field, a list replaces the whole list (RFC 7386).</summary>
/// <param name="Content">The fields.</param>
public sealed record MergePatch(JsonNode Content) : Patch("application/merge-patch+json")
{
    /// <inheritdoc/>
    public override JsonNode ToJson() => Content;
}
