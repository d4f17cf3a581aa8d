using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>
/// YAML as Kubernetes means it: another notation for JSON. Documents become <see cref="JsonNode"/>s, so that everything behind this door
/// knows JSON alone.
/// </summary>
public static class KubernetesYaml
{
    /// <summary>Reads every document of a stream; empty documents are left out.</summary>
    /// <param name="reader">YAML or JSON text.</param>
    /// <exception cref="FormatException">The text is not YAML, or holds what JSON cannot; the message names line and column.</exception>
    public static IReadOnlyList<JsonNode> ReadAll(TextReader reader)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(reader);
            return [.. stream.Documents.Select(document => YamlToJson.Convert(document.RootNode)).OfType<JsonNode>()];
        }
        catch (YamlException exception)
        {
            throw new FormatException($"line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes one document in block style; texts of several lines become literal blocks.</summary>
    public static void Write(JsonNode node, TextWriter writer)
    {
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        JsonToYaml.Emit(node, emitter);
    }
}
