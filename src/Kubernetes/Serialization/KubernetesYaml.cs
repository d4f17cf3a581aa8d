using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>
/// YAML as kubectl reads it: another notation for JSON. Documents become <see cref="JsonNode"/>s, so that the rest of the program handles
/// JSON alone.
/// </summary>
public static class KubernetesYaml
{
    /// <summary>Reads every document of a stream; empty documents are left out.</summary>
    /// <param name="reader">YAML or JSON text.</param>
    /// <exception cref="FormatException">The text is not YAML, or has what JSON lacks; the message names line and column.</exception>
    public static IReadOnlyList<JsonNode> ReadAll(TextReader reader)
    {
        var text = reader.ReadToEnd();
        try
        {
            return ReadJson(text) ?? new YamlComposer(text).ReadAll();
        }
        catch (YamlException exception)
        {
            throw new FormatException($"line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or EndOfStreamException)
        {
            // The parser throws not only its own.
            throw new FormatException("it is not YAML", exception);
        }
    }

    // Escapes in JSON are not all those of YAML. What only begins like JSON may be YAML in flow style.
    private static IReadOnlyList<JsonNode>? ReadJson(string text)
    {
        try
        {
            return text.AsSpan().TrimStart() is ['{', ..] ? StrictJson.ParseAll(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes one document in block style; strings of several lines become literal blocks.</summary>
    public static void Write(JsonNode node, TextWriter writer)
    {
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        JsonToYaml.Emit(node, emitter);
    }
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
        if (text.Any(IsSpecial) || text.Length == 0 || char.IsWhiteSpace(text[0]))
        {
            return ScalarStyle.DoubleQuoted;
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            return ScalarStyle.Literal;
        }

        // A string that would be read as a number, a boolean or null needs quotes; the emitter adds those that the syntax needs.
        return YamlScalar.IsText(text) ? ScalarStyle.Any : ScalarStyle.DoubleQuoted;
    }

    // Characters that steer a terminal, or the order of what is read, stand in quotes, where an escape can take their place.
    private static bool IsSpecial(char character) => character != '\n' && char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static void EmitScalar(string text, ScalarStyle style, IEmitter emitter) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
}
