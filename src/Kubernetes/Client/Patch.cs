using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>A change to part of an object: <see cref="JsonPatch"/>, <see cref="MergePatch"/> or <see cref="ApplyPatch"/>.</summary>
/// <param name="ContentType">The media type that tells the server which kind it is.</param>
public abstract record Patch(string ContentType)
{
    /// <summary>The body of the request.</summary>
    public abstract JsonNode ToJson();
}
