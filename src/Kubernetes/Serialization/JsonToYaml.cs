using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Serialization;

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

        // What a reader would take for a number, a boolean or nothing needs quotes; the emitter adds those that syntax needs.
        var plain = YamlToJson.Convert(new YamlScalarNode(text) { Style = ScalarStyle.Plain });
        return plain?.GetValueKind() is JsonValueKind.String ? ScalarStyle.Any : ScalarStyle.DoubleQuoted;
    }

    private static void EmitScalar(string text, ScalarStyle style, IEmitter emitter) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
}
