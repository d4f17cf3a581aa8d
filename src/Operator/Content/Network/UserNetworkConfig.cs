using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Network configuration for NoCloud that the user wrote. cloud-init ends its start with an error over one without a version that it knows
/// (cloudinit/net/network_state.py, <c>parse_net_config_data</c>), and reads it from the top of the file or from below <c>network</c>
/// (cloudinit/stages.py). The rest is left to the guest.
/// </summary>
internal static class UserNetworkConfig
{
    private const string Wanted = "give cloud-init's network configuration, a mapping with version: 1 or version: 2";

    /// <exception cref="InvalidContentException">It is not YAML, or not a configuration of version 1 or 2.</exception>
    public static void Check(string text, string field)
    {
        // The keys at the top, and those below network, each with its value if that is a scalar.
        Dictionary<string, Scalar?> top = new(StringComparer.Ordinal), below = new(StringComparer.Ordinal);
        var cursor = new YamlCursor(text);
        string? fault;
        try
        {
            fault = cursor.TryReadDocument(key =>
            {
                var isNested = key is "network" && cursor.TryReadMapping(inner => below[inner ?? ""] = cursor.Skip() as Scalar);
                top[key ?? ""] = isNested ? null : cursor.Skip() as Scalar;
            })
                ? FaultOf(top, below)
                : $"is not a mapping, or has more than one document: {Wanted}";
        }
        catch (Exception exception) when (YamlCursor.IsFault(exception))
        {
            // Its message may quote the text, which may be a Secret's.
            fault = $"is not YAML, or is nested too deeply{(exception is YamlException { Start.Line: var line } ? $" (line {line})" : "")}: {Wanted}";
        }

        if (fault is not null)
        {
            throw new InvalidContentException(field, fault);
        }
    }

    private static string? FaultOf(Dictionary<string, Scalar?> top, Dictionary<string, Scalar?> below)
    {
        var isNested = top.ContainsKey("network");
        if (isNested && top.Count > 1)
        {
            return "has other keys beside network, which cloud-init would not read: move them below network, or remove them";
        }

        var config = isNested ? below : top;
        return config.GetValueOrDefault("version") switch
        {
            { Style: ScalarStyle.Plain, Value: "2" } => null,
            { Style: ScalarStyle.Plain, Value: "1" } => config.ContainsKey("config") ? null : "is of version 1 and has no config: give the list of its links there",
            _ => $"has no version that cloud-init knows: {Wanted}",
        };
    }
}
