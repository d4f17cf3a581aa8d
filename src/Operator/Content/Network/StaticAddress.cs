using System.Text.Json;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>Finds the guest's own address in network data.</summary>
internal static class StaticAddress
{
    /// <summary>The first static IPv4 address of a <c>network_data.json</c>, or <c>null</c> when there is none.</summary>
    public static string? FirstIPv4(ReadOnlyMemory<byte> networkData)
    {
        using var document = JsonDocument.Parse(networkData);
        if (!document.RootElement.TryGetProperty("networks", out var networks))
        {
            return null;
        }

        foreach (var network in networks.EnumerateArray())
        {
            // Some write the prefix length behind the address, which cloud-init and Talos take.
            if (network.GetProperty("type").ValueEquals("ipv4")
                && network.TryGetProperty("ip_address", out var address)
                && address.ValueKind is JsonValueKind.String
                && InterfaceAddress.TryParseHost(address.GetString()!.Split('/')[0], out var parsed))
            {
                return parsed.ToString();
            }
        }

        return null;
    }
}
