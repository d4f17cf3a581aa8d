using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>
/// YAML as Kubernetes uses it: another notation for JSON. Documents become <see cref="JsonNode"/>s, so that the rest of the program handles
/// JSON alone.
/// </summary>
public static class KubernetesYaml
{
    /// <summary>Reads every document of a stream; empty documents are left out.</summary>
    /// <param name="reader">YAML or JSON text.</param>
    /// <exception cref="FormatException">The text is not YAML, or has what JSON lacks; the message names line and column.</exception>
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

    /// <summary>Writes one document in block style; strings of several lines become literal blocks.</summary>
    public static void Write(JsonNode node, TextWriter writer)
    {
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        JsonToYaml.Emit(node, emitter);
    }
}

/// <summary>
/// Converts YAML nodes to JSON by the core schema of YAML 1.2 (section 10.3.2): the booleans of YAML 1.1 (<c>yes</c>, <c>on</c>) are
/// plain strings.
/// </summary>
internal static partial class YamlToJson
{
    public static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Convert(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => Convert(scalar),
        _ => throw new YamlException(node.Start, node.End, "this kind of node has no counterpart in JSON"),
    };

    private static JsonObject Convert(YamlMappingNode mapping)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "a key must be a string");
            result[name] = Convert(value);
        }

        return result;
    }

    private static JsonValue? Convert(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when Integer().IsMatch(text)
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => JsonValue.Create(integer),
            _ when Number().IsMatch(text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Integer();

    // Digits with a leading zero are not a number here: YAML 1.1 reads them as octal, YAML 1.2 as decimal, and people mean a string.
    [GeneratedRegex(
        @"^[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

/// <summary>Emits JSON as one block-style YAML document.</summary>
internal static class JsonToYaml
{
    public static void Emit(JsonNode node, IEmitter emitter)
    {
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        EmitNode(node, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void EmitNode(JsonNode? node, IEmitter emitter)
    {
        switch (node)
        {
            case JsonObject mapping:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapping.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping)
                {
                    EmitText(key, emitter);
                    EmitNode(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray sequence:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, sequence.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in sequence)
                {
                    EmitNode(item, emitter);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                EmitText(value.GetValue<string>(), emitter);
                break;
            default:
                EmitScalar(node?.ToJsonString() ?? "null", ScalarStyle.Plain, emitter);
                break;
        }
    }

    private static void EmitText(string text, IEmitter emitter) => EmitScalar(text, StyleOf(text), emitter);

    private static ScalarStyle StyleOf(string text)
    {
        if (text.Any(character => char.IsControl(character) && character != '\n') || text.Length == 0 || char.IsWhiteSpace(text[0]))
        {
            return ScalarStyle.DoubleQuoted;
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            return ScalarStyle.Literal;
        }

        // A string that would be read as a number, a boolean or null needs quotes; the emitter adds those that the syntax needs.
        var plain = YamlToJson.Convert(new YamlScalarNode(text) { Style = ScalarStyle.Plain });
        return plain?.GetValueKind() is JsonValueKind.String ? ScalarStyle.Any : ScalarStyle.DoubleQuoted;
    }

    private static void EmitScalar(string text, ScalarStyle style, IEmitter emitter) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
}
