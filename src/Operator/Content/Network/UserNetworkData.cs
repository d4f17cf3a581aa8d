namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Network data that the user wrote. Guests are strict: cloud-init brings up no network for <c>{}</c>, refuses the whole drive for text that is not
/// JSON, and ends its start over a MAC address that the guest lacks or spells otherwise, a link or an address that it cannot find. What is accepted
/// is read by every release of it as it was meant; what is known to fail is refused.
/// </summary>
internal static class UserNetworkData
{
    /// <summary>
    /// The bytes of the file: what the user wrote, compact, without properties that are <c>null</c>, with MAC addresses and masks as Nova spells them, and
    /// with the MAC addresses that VLANs lack.
    /// </summary>
    /// <exception cref="InvalidContentException">A guest would fail with it.</exception>
    public static ReadOnlyMemory<byte> Check(string text, string field, V1VirtualMachine virtualMachine)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var data = JsonText.NodeOf(document.RootElement) as JsonObject
                ?? throw new InvalidContentException(field, "is not a JSON object: give OpenStack's network_data.json with links, networks and services");
            Check(data, field, virtualMachine);
            return JsonText.Write(data);
        }
        catch (JsonException exception)
        {
            throw new InvalidContentException(
                field,
                $"is not JSON (line {exception.LineNumber + 1}): give OpenStack's network_data.json; netplan's YAML belongs into user data");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as \uXXXX, is JSON but not a text.
            throw new InvalidContentException(field, "contains a \\u escape that is not a character: write the character itself");
        }
    }

    /// <summary>The first static IPv4 address of a <c>network_data.json</c>, or <c>null</c> when there is none.</summary>
    public static string? FirstIPv4(ReadOnlyMemory<byte> networkData)
    {
        using var document = JsonDocument.Parse(networkData);
        return document.RootElement.TryGetProperty("networks", out var networks)
            ? networks.EnumerateArray()
                .Where(network => network.GetProperty("type").ValueEquals("ipv4"))
                .Select(network => network.GetProperty("ip_address").GetString())
                .FirstOrDefault()
            : null;
    }

    private static void Check(JsonObject data, string field, V1VirtualMachine virtualMachine)
    {
        var root = new UserObject(data, field, "", "see Nova's schema of network_data.json");
        var links = root.Items("links");
        if (links.Count == 0)
        {
            throw new InvalidContentException(
                field,
                "has no links, so that the guest would bring up no network at all: give links and networks, or remove networkData to let the guest ask DHCP");
        }

        var known = new UserLinks(virtualMachine);
        known.Check(links);
        foreach (var network in root.Items("networks"))
        {
            UserNetworks.Check(network, known);
        }

        UserNetworks.CheckServices(root);
    }
}
