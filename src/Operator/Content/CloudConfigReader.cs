using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Reads a cloud-config event by event: no graph of it is made, no alias followed, and no depth beyond a bound entered. Of two equal keys the
/// last counts, as to Python's parser.
/// </summary>
internal sealed class CloudConfigReader(IParser parser)
{
    private const int Deepest = 64;

    // The kinds of parts that we write (cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP).
    private static readonly string[] OurHandlers = ["text/cloud-boothook", "text/x-shellscript", "text/cloud-config"];

    /// <summary>What the text says; nothing when it is not one mapping.</summary>
    /// <exception cref="YamlException">It is no YAML, or too deep.</exception>
    public CloudConfig Read()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !parser.Accept<MappingStart>(out _))
        {
            return CloudConfig.Unknown;
        }

        var found = CloudConfig.Unknown;
        ReadMapping((key, depth) => found = ReadEntry(key, found, depth), depth: 0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _) ? found : CloudConfig.Unknown;
    }

    private CloudConfig ReadEntry(string? key, CloudConfig found, int depth)
    {
        switch (key)
        {
            case "vendor_data":
                return found with { DisablesVendorData = ReadVendorData(depth) };
            case "users":
                return found with { HasUsers = true, HasDefaultUser = ReadUsers(depth) };
            case "user":
                return found with { NamesDefaultUser = IsTrueToPython(depth) };
            case "password":
                Skip(depth);
                return found with { HasPassword = true };
            case "chpasswd":
                return found with { HasChpasswd = true, ChpasswdHidesPassword = ReadChpasswd(depth) };
            default:
                Skip(depth);
                return found;
        }
    }

    // What is no mapping, null too, cloud-init takes for disabled.
    private bool ReadVendorData(int depth)
    {
        if (!parser.Accept<MappingStart>(out _))
        {
            return !SkipsAlias(depth);
        }

        var (isOff, namesOurs) = (false, false);
        ReadMapping(
            (key, inner) =>
            {
                switch (key)
                {
                    case "enabled":
                        isOff = !SkipsAlias(inner, out var enabled) && !IsTrue(enabled);
                        break;
                    case "disabled_handlers":
                        namesOurs = ReadNames(inner).Any(name => OurHandlers.Contains(name, StringComparer.Ordinal));
                        break;
                    default:
                        Skip(inner);
                        break;
                }
            },
            depth);
        return isOff || namesOurs;
    }

    // A list of texts and mappings; older forms are a text with commas and a mapping by name. A mapping without name means the default user.
    private bool ReadUsers(int depth)
    {
        if (parser.Accept<MappingStart>(out _))
        {
            var hasDefault = false;
            ReadMapping(
                (key, inner) =>
                {
                    var isMapping = parser.Accept<MappingStart>(out _);
                    var isWanted = SkipsAlias(inner, out var text) || isMapping || IsTrue(text);
                    hasDefault |= key == "default" && isWanted;
                },
                depth);
            return hasDefault;
        }

        var found = false;
        foreach (var item in Items(depth))
        {
            found |= parser.Accept<MappingStart>(out _) ? IsDefault(item) : ReadNames(item, ifAlias: "default").Contains("default", StringComparer.Ordinal);
        }

        return found;
    }

    private bool IsDefault(int depth)
    {
        var isDefault = true;
        ReadMapping(
            (key, inner) =>
            {
                var isAlias = SkipsAlias(inner, out var text);
                isDefault = key == "name" ? isAlias || text == "default" : isDefault;
            },
            depth);
        return isDefault;
    }

    private bool ReadChpasswd(int depth)
    {
        if (!parser.Accept<MappingStart>(out _))
        {
            return !SkipsAlias(depth);
        }

        var (hasUsers, hasList) = (false, false);
        ReadMapping(
            (key, inner) =>
            {
                var isTrue = IsTrueToPython(inner);
                hasUsers = key == "users" ? isTrue : hasUsers;
                hasList = key == "list" ? isTrue : hasList;
            },
            depth);
        return hasUsers || hasList;
    }

    /// <summary>The texts of a text with commas, or of a list of such.</summary>
    private List<string> ReadNames(int depth, string? ifAlias = null)
    {
        var names = new List<string>();
        foreach (var item in Items(depth))
        {
            if (SkipsAlias(item, out var text))
            {
                text = ifAlias;
            }

            names.AddRange((text ?? "").Split(',', StringSplitOptions.TrimEntries));
        }

        return names;
    }

    /// <summary>Stands at each item of a list in turn, each with its depth, which must be read before the next; anything else is its only item.</summary>
    private IEnumerable<int> Items(int depth)
    {
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            yield return depth;
            yield break;
        }

        Enter(depth);
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            yield return depth + 1;
        }
    }

    private void ReadMapping(Action<string?, int> readValue, int depth)
    {
        parser.Consume<MappingStart>();
        Enter(depth);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            SkipsAlias(depth + 1, out var key);
            readValue(key, depth + 1);
        }
    }

    // Python's truth of what stands there, which is skipped; an alias is nothing that is known.
    private bool IsTrueToPython(int depth)
    {
        if (parser.TryConsume<SequenceStart>(out _))
        {
            Enter(depth);
            var hasItems = false;
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Skip(depth + 1);
                hasItems = true;
            }

            return hasItems;
        }

        if (parser.Accept<Scalar>(out var scalar))
        {
            Skip(depth);
            return scalar.Value.Length > 0 && !(scalar.Style is ScalarStyle.Plain && IsNothing(scalar.Value));
        }

        return !SkipsAlias(depth);
    }

    private void Skip(int depth) => SkipsAlias(depth, out _);

    private bool SkipsAlias(int depth) => SkipsAlias(depth, out _);

    /// <summary>Skips what stands there; says whether it is an alias, and which text it is when it is one.</summary>
    private bool SkipsAlias(int depth, out string? text)
    {
        text = null;
        if (parser.TryConsume<AnchorAlias>(out _))
        {
            return true;
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            text = scalar.Value;
            return false;
        }

        var start = depth;
        do
        {
            _ = parser.Consume<ParsingEvent>() switch
            {
                MappingStart or SequenceStart => Enter(depth++),
                MappingEnd or SequenceEnd => depth--,
                _ => depth,
            };
        }
        while (depth > start);
        return false;
    }

    private static int Enter(int depth) => depth < Deepest ? depth : throw new YamlException("The text is nested too deeply");

    // cloudinit/util.py, is_true, of the text before it became a boolean: each spelling of a YAML 1.1 boolean that is true is among these.
    private static bool IsTrue(string? text) => text?.Trim().ToUpperInvariant() is "TRUE" or "1" or "ON" or "YES";

    private static bool IsNothing(string text) => text is "~" or "0" || text.ToUpperInvariant() is "NULL" or "FALSE" or "NO" or "OFF";
}
