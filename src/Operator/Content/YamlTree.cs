using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Reads YAML of users as PyYAML does, which is YAML 1.1, into JSON: aliases and merge keys are followed, up to a bound, so that a small text cannot fill
/// the memory.
/// </summary>
internal sealed partial class YamlTree
{
    // Far more than a network configuration needs.
    private const int MostValues = 50_000;

    private readonly YamlCursor cursor;
    private readonly Dictionary<AnchorName, JsonNode?> anchors = [];
    private int values;

    private YamlTree(YamlCursor cursor) => this.cursor = cursor;

    /// <summary>The text's one mapping; <c>null</c> when it is something else, or there are several documents.</summary>
    /// <exception cref="YamlException">It is not YAML that PyYAML would read. The parser throws others too: <see cref="YamlCursor.IsFault"/>.</exception>
    public static JsonObject? Read(string text)
    {
        var tree = new YamlTree(new YamlCursor(text));
        var root = new JsonObject();
        return tree.cursor.TryReadDocument(key => root[key ?? ""] = tree.ReadValue()) ? tree.Merged(root) : null;
    }

    private JsonNode? ReadValue()
    {
        var start = cursor.Next();
        var value = start switch
        {
            AnchorAlias alias => anchors.TryGetValue(alias.Value, out var known) ? Copy(known) : throw Fault(start, "The alias has no anchor before it"),
            Scalar scalar => ValueOf(scalar),
            SequenceStart => ReadList(),
            MappingStart => ReadMapping(),
            _ => throw Fault(start, "There is no value"),
        };
        if (++values > MostValues)
        {
            throw Fault(start, "The text has too many values");
        }

        if (start is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            anchors[anchor] = value;
        }

        return value;
    }

    private JsonArray ReadList()
    {
        var list = new JsonArray();
        while (!cursor.IsAt<SequenceEnd>())
        {
            list.Add(ReadValue());
        }

        cursor.Next();
        return list;
    }

    private JsonObject ReadMapping()
    {
        var mapping = new JsonObject();
        while (!cursor.IsAt<MappingEnd>())
        {
            var key = (cursor.Skip() as Scalar)?.Value ?? "";
            mapping[key] = ReadValue();
        }

        cursor.Next();
        return Merged(mapping);
    }

    // A mapping's own keys win over those of the mappings that it merges, and the first of these over the others.
    private JsonObject Merged(JsonObject mapping)
    {
        if (!mapping.Remove("<<", out var merged))
        {
            return mapping;
        }

        foreach (var (name, value) in (merged as JsonArray ?? [merged]).OfType<JsonObject>().SelectMany(each => each))
        {
            if (!mapping.ContainsKey(name))
            {
                mapping[name] = Copy(value);
            }
        }

        return mapping;
    }

    private JsonNode? Copy(JsonNode? value)
    {
        values += Count(value, MostValues - values);
        return values > MostValues ? throw new YamlException("The text has too many values") : value?.DeepClone();
    }

    private static int Count(JsonNode? value, int most)
    {
        var count = 1;
        foreach (var child in value switch { JsonObject properties => properties.Select(each => each.Value), JsonArray items => items, _ => [] })
        {
            if (count > most)
            {
                break;
            }

            count += Count(child, most - count);
        }

        return count;
    }

    private static JsonValue? ValueOf(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
        {
            throw Fault(scalar, "The value has a tag");
        }

        var isPlain = scalar.Style is ScalarStyle.Plain && scalar.Tag.IsEmpty;
        return isPlain switch
        {
            true when Null().IsMatch(scalar.Value) => null,
            true when Boolean().IsMatch(scalar.Value) => JsonValue.Create(scalar.Value.ToUpperInvariant() is "TRUE" or "YES" or "ON"),
            true when Decimal().IsMatch(scalar.Value) && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),

            // Of numbers in other forms, and of dates, only that they are no texts is of interest.
            true when NumberOrDate().IsMatch(scalar.Value) => JsonValue.Create(0.5),
            _ => JsonValue.Create(scalar.Value),
        };
    }

    private static YamlException Fault(ParsingEvent at, string message) => new(at.Start, at.End, message);

    // yaml/resolver.py.
    [GeneratedRegex(@"^(~|null|Null|NULL|)\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Null();

    [GeneratedRegex(@"^(yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Boolean();

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Decimal();

    // Digits with colons between them are a number of base 60: a MAC address without quotes may be one.
    [GeneratedRegex(
        @"^([-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+"
        + @"|[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
        + @"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?)\z",
        RegexOptions.ExplicitCapture,
        MatchTimeout.Milliseconds)]
    private static partial Regex NumberOrDate();
}
