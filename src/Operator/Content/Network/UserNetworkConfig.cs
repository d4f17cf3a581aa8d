using YamlDotNet.Core;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Network configuration for NoCloud that the user wrote, which goes on the drive as it is. cloud-init ends its start with an error over one without a
/// version that it knows (cloudinit/net/network_state.py, <c>parse_net_config_data</c>), and over names, addresses and values that it cannot find or
/// read. It is read from the top of the file or from below <c>network</c> (cloudinit/stages.py).
/// </summary>
internal static class UserNetworkConfig
{
    private const string Wanted = "give cloud-init's network configuration, a mapping with version: 1 or version: 2";
    private const string Hint = "see cloud-init's documentation of network configuration, and quote texts that YAML 1.1 takes for numbers, such as 52:54:00:12:34:56";

    /// <exception cref="InvalidContentException">It is not YAML, not a configuration of version 1 or 2, or a guest would fail with it.</exception>
    public static void Check(string text, string field)
    {
        var root = Read(text, field);
        var isNested = root.ContainsKey("network");
        if (isNested && root.Count > 1)
        {
            throw new InvalidContentException(field, "has other keys beside network, which cloud-init would not read: move them below network, or remove them");
        }

        var config = new UserObject((isNested ? root["network"] : root) as JsonObject ?? [], field, isNested ? "network." : "", Hint);
        switch (config.Find("version") is JsonValue version && version.TryGetValue<int>(out var number) ? number : 0)
        {
            case 1 when !config.Has("config"):
                throw new InvalidContentException(field, "is of version 1 and has no config: give the list of its links there");
            case 1:
                UserNetworkConfigV1.Check(config);
                break;
            case 2:
                UserNetworkConfigV2.Check(config);
                break;
            default:
                throw new InvalidContentException(field, $"has no version that cloud-init knows: {Wanted}");
        }
    }

    private static JsonObject Read(string text, string field)
    {
        try
        {
            return YamlTree.Read(text) ?? throw new InvalidContentException(field, $"is not a mapping, or has more than one document: {Wanted}");
        }
        catch (Exception exception) when (YamlCursor.IsFault(exception))
        {
            // Its message may quote the text, which may be a Secret's.
            var line = exception is YamlException { Start.Line: > 0 and var number } ? $" (line {number})" : "";
            throw new InvalidContentException(field, $"is not YAML, is nested too deeply, or has too many values{line}: {Wanted}");
        }
    }
}
