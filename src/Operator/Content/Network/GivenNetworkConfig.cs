using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Network configuration for NoCloud that the user wrote. cloud-init ends its start with an error over one without a version that it knows
/// (cloudinit/net/network_state.py, <c>parse_net_config_data</c>), and reads it from the top of the file or from below <c>network</c>
/// (cloudinit/stages.py). What else it says is for the guest to judge.
/// </summary>
internal sealed class GivenNetworkConfig
{
    // netplan's deepest is about eight. A bound lets nobody fill the memory.
    private const int GreatestDepth = 64;

    private readonly string field;
    private readonly Dictionary<string, Scalar?> top = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Scalar?> belowNetwork = new(StringComparer.Ordinal);

    private GivenNetworkConfig(string field) => this.field = field;

    /// <summary>Refuses what no cloud-init can use. Aliases are not followed, so that a small text cannot become a large one.</summary>
    /// <param name="text">The user's <c>network-config</c>.</param>
    /// <param name="field">Path of its source in the ConfigDrive.</param>
    /// <exception cref="InvalidContentException">It is not YAML, or no configuration of version 1 or 2.</exception>
    public static void Check(string text, string field)
    {
        var config = new GivenNetworkConfig(field);
        try
        {
            config.Read(new Parser(new StringReader(text)));
        }
        catch (Exception exception) when (YamlFault.Is(exception))
        {
            // Its message may quote the text, which may be a Secret's.
            throw config.Invalid(exception is YamlException { Start.Line: var line } ? $"is not YAML (line {line}): {Wanted}" : $"is not YAML: {Wanted}");
        }

        config.Check();
    }

    private const string Wanted = "give cloud-init's network configuration, a mapping with version: 1 or version: 2";

    private void Check()
    {
        var isNested = top.ContainsKey("network");
        if (isNested && top.Count > 1)
        {
            throw Invalid("has other keys beside network, which cloud-init would not read: move them below network, or remove them");
        }

        var config = isNested ? belowNetwork : top;
        if (config.GetValueOrDefault("version") is not { Style: ScalarStyle.Plain, Value: "1" or "2" } version)
        {
            throw Invalid($"has no version that cloud-init knows: {Wanted}");
        }

        if (version.Value is "1" && !config.ContainsKey("config"))
        {
            throw Invalid("is of version 1 and has no config: give the list of its links there");
        }
    }

    /// <summary>Reads the keys of the mapping on top, and of that below <c>network</c>, each with its value where that is a scalar.</summary>
    private void Read(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !parser.TryConsume<MappingStart>(out _))
        {
            throw Invalid($"is not a mapping: {Wanted}");
        }

        ReadKeys(parser, top);
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
        {
            throw Invalid("has more than one document: give one");
        }
    }

    private void ReadKeys(Parser parser, Dictionary<string, Scalar?> keys)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Accept<Scalar>(out var scalar) ? scalar.Value : "";
            Skip(parser);
            keys[key] = parser.Accept<Scalar>(out var value) ? value : null;
            if (keys == top && key is "network" && parser.TryConsume<MappingStart>(out _))
            {
                ReadKeys(parser, belowNetwork);
            }
            else
            {
                Skip(parser);
            }
        }
    }

    /// <summary>Goes past a value, without a call for each level of it.</summary>
    private void Skip(Parser parser)
    {
        var depth = 0;
        do
        {
            depth += parser.Consume<ParsingEvent>().NestingIncrease;
            if (depth > GreatestDepth)
            {
                throw Invalid($"is nested too deeply: {Wanted}");
            }
        }
        while (depth > 0);
    }

    private InvalidContentException Invalid(string rule) => new(field, rule);
}
