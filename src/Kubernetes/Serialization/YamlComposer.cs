using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>
/// Makes JSON of YAML as kubectl does (sigs.k8s.io/yaml on go-yaml 2): anchors, aliases and merge keys are resolved, keys become strings. What kubectl
/// reads by accident (a key twice, text beside <c>---</c>) is refused. Nesting is bounded, and what aliases may add, so that a small text cannot fill the
/// memory.
/// </summary>
internal sealed class YamlComposer(string text)
{
    private const int MostCopied = 16 * 1024 * 1024;

    private readonly Parser parser = new(new StringReader(text));
    private readonly Dictionary<AnchorName, Anchored?> anchors = [];
    private readonly bool hasHalves = "89ab".Any(digit => text.Contains($@"\ud{digit}", StringComparison.OrdinalIgnoreCase));
    private int depth;
    private int reached;
    private long size;
    private long copied;

    /// <summary>A value with an anchor: how many values and characters it has, and how deep it is.</summary>
    private sealed record Anchored(JsonNode? Value, long Size, int Height);

    /// <summary>Every document; empty ones are left out.</summary>
    /// <exception cref="YamlException">The text is not YAML, or has what JSON lacks.</exception>
    public IReadOnlyList<JsonNode> ReadAll()
    {
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        for (var isFirst = true; parser.TryConsume<DocumentStart>(out var start); isFirst = false)
        {
            CheckStart(start, isFirst);
            anchors.Clear();
            if (ReadValue() is { } document)
            {
                documents.Add(document);
            }

            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    // kubectl splits a stream at lines of "---" alone, before it reads YAML, and of each part reads the first document.
    private void CheckStart(DocumentStart start, bool isFirst)
    {
        if (start.IsImplicit && !isFirst)
        {
            throw new YamlException(start.Start, start.End, "a document must begin with '---' on a line of its own");
        }

        if (start.Version is not null)
        {
            throw new YamlException(start.Start, start.End, "directives such as %YAML are not supported: remove it");
        }

        if (!start.IsImplicit && parser.Accept<NodeEvent>(out var first) && first.Start.Line == start.End.Line && first is not Scalar { Value: "" })
        {
            throw new YamlException(first.Start, first.End, "'---' must be on a line of its own");
        }
    }

    private JsonNode? ReadValue()
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Copy(alias);
        }

        var node = parser.Consume<NodeEvent>();
        var (sizeBefore, reachedBefore) = (size++, reached);
        reached = depth;
        Open(node);
        var value = node switch
        {
            MappingStart => Nested(node, ReadMapping),
            SequenceStart => Nested(node, ReadSequence),
            _ => ReadScalar((Scalar)node),
        };
        Close(node, new Anchored(value, size - sizeBefore, reached - depth));
        reached = Math.Max(reached, reachedBefore);
        return value;
    }

    private JsonNode Nested(NodeEvent node, Func<JsonNode> read)
    {
        Enter(node, 1);
        depth++;
        var value = read();
        depth--;
        return value;
    }

    private JsonArray ReadSequence()
    {
        var result = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            result.Add(ReadValue());
        }

        return result;
    }

    private JsonObject ReadMapping()
    {
        var result = new JsonObject();
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.TryConsume<Scalar>(out var scalar)
                ? scalar
                : throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a plain or quoted text");
            if (IsMerge(key))
            {
                Merge(key, result);
                continue;
            }

            size += key.Value.Length;
            Open(key);
            var name = YamlScalar.KeyOf(key);
            Close(key, new Anchored(YamlScalar.ValueOf(key), key.Value.Length + 1, 0));
            result[name] = given.Add(name) ? ReadValue() : throw new YamlException(key.Start, key.End, $"the key '{name}' is there twice: remove one");
        }

        return result;
    }

    private JsonValue? ReadScalar(Scalar scalar)
    {
        size += scalar.Value.Length;
        return YamlScalar.ValueOf(scalar);
    }

    private static bool IsMerge(Scalar key) => key is { Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true };

    // As go-yaml 2 has it: what stands later wins, also over a key of the mapping itself; of a list the earlier.
    private void Merge(Scalar key, JsonObject target)
    {
        var isList = parser.Accept<SequenceStart>(out _);
        var merged = ReadValue();
        foreach (var each in isList ? merged!.AsArray().Reverse() : [merged])
        {
            var source = each as JsonObject ?? throw new YamlException(key.Start, key.End, "'<<' needs a mapping, or a list of mappings");
            var entries = source.ToList();
            source.Clear();
            foreach (var (name, value) in entries)
            {
                target[name] = value;
            }
        }
    }

    private JsonNode? Copy(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value, out var anchored))
        {
            throw new YamlException(alias.Start, alias.End, $"no anchor '{alias.Value}' stands before");
        }

        if (anchored is null)
        {
            throw new YamlException(alias.Start, alias.End, $"the anchor '{alias.Value}' contains itself");
        }

        size += anchored.Size;
        copied += anchored.Size;
        if (copied > MostCopied)
        {
            throw new YamlException(alias.Start, alias.End, "aliases make the document too large: write it out");
        }

        Enter(alias, anchored.Height);
        return anchored.Value?.DeepClone();
    }

    private void Enter(ParsingEvent at, int levels)
    {
        reached = Math.Max(reached, depth + levels);
        if (reached > StrictJson.Deepest)
        {
            throw new YamlException(at.Start, at.End, $"it is nested more than {StrictJson.Deepest} levels deep");
        }
    }

    private void Open(NodeEvent node)
    {
        // Kubectl's parser refuses these escapes; ours joins a pair of them.
        if (hasHalves && node is Scalar { Style: ScalarStyle.DoubleQuoted } scalar && scalar.Value.Any(char.IsSurrogate))
        {
            throw new YamlException(node.Start, node.End, @"YAML has no pairs of \u escapes for one character: write the character itself");
        }

        if (!node.Anchor.IsEmpty)
        {
            if (!node.Anchor.Value.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
            {
                throw new YamlException(node.Start, node.End, "an anchor must have letters and digits");
            }

            anchors[node.Anchor] = null;
        }
    }

    private void Close(NodeEvent node, Anchored anchored)
    {
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor] = anchored;
        }
    }
}
