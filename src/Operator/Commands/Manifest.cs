using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Commands;

/// <summary>One object of a manifest file.</summary>
/// <param name="File">Where it was read from.</param>
/// <param name="Content">The object.</param>
internal sealed record Manifest(string File, JsonObject Content)
{
    /// <summary>Whether the object is of a kind, in any version of its group; the core group is empty.</summary>
    public bool Is(string group, string kind) =>
        Text("kind") == kind && (group.Length == 0
            ? !Text("apiVersion").Contains('/', StringComparison.Ordinal)
            : Text("apiVersion").StartsWith($"{group}/", StringComparison.Ordinal));

    /// <summary>File, kind and name, for messages.</summary>
    public string Describe() => $"""{File}: {Text("kind")} "{(Content["metadata"] as JsonObject)?["name"]}" """.TrimEnd();

    private string Text(string field) => Content[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
