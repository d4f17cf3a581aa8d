namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Network data that the user wrote. Guests are strict: cloud-init brings up no network for <c>{}</c>, refuses the whole drive for text that is not
/// JSON, and fails completely for a MAC address that the guest lacks. What is known to fail is refused here.
/// </summary>
internal sealed class UserNetworkData(string field, V1VirtualMachine virtualMachine)
{
    private static readonly string[] VirtualTypes = ["bond", "vlan"];

    private readonly HashSet<string> linkIds = new(StringComparer.Ordinal);

    /// <summary>The bytes of the file: what the user wrote, compact, and without properties that are <c>null</c> (Nova itself writes some).</summary>
    /// <exception cref="InvalidContentException">A guest would fail with it.</exception>
    public static ReadOnlyMemory<byte> Check(string text, string field, V1VirtualMachine virtualMachine)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            new UserNetworkData(field, virtualMachine).Check(document.RootElement);
            return JsonText.Write(JsonText.NodeOf(document.RootElement)!);
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
        if (!document.RootElement.TryGetProperty("networks", out var networks))
        {
            return null;
        }

        // Some write the prefix length after the address, which cloud-init and Talos accept.
        return networks.EnumerateArray()
            .Where(network => network.GetProperty("type").ValueEquals("ipv4"))
            .Select(network => network.TryGetProperty("ip_address", out var address) && address.ValueKind is JsonValueKind.String ? address.GetString() : null)
            .FirstOrDefault(address => InterfaceAddress.TryParseHost(address?.Split('/')[0], out _))?.Split('/')[0];
    }

    private void Check(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw Invalid("is not a JSON object: give OpenStack's network_data.json with links, networks and services");
        }

        var links = Items(root, "links");
        if (links.Count == 0)
        {
            throw Invalid("has no links, so that the guest would bring up no network at all: "
                + "give links and networks, or remove networkData to let the guest ask DHCP");
        }

        foreach (var (index, link) in links.Index())
        {
            CheckLink(link, $"links[{index}]");
        }

        foreach (var (index, network) in Items(root, "networks").Index())
        {
            var path = $"networks[{index}]";
            _ = (Text(network, "id", path), Text(network, "type", path));
            if (!linkIds.Contains(Text(network, "link", path)))
            {
                throw Invalid($"{path}.link names no link: give the id of one of links");
            }
        }

        foreach (var (index, service) in Items(root, "services").Index())
        {
            _ = (Text(service, "type", $"services[{index}]"), Text(service, "address", $"services[{index}]"));
        }
    }

    private void CheckLink(JsonElement link, string path)
    {
        if (!linkIds.Add(Text(link, "id", path)))
        {
            throw Invalid($"{path}.id is the id of another link too: give each link its own");
        }

        if (VirtualTypes.Contains(Text(link, "type", path), StringComparer.Ordinal) || link.TryGetProperty("name", out _))
        {
            return;
        }

        var macAddress = VirtualMachineInterfaces.Normalize(Text(link, "ethernet_mac_address", path))
            ?? throw Invalid($"{path}.ethernet_mac_address is not a MAC address: give six pairs of hexadecimal digits with colons");
        if (VirtualMachineInterfaces.AreAllKnown(virtualMachine)
            && !VirtualMachineInterfaces.Read(virtualMachine).Any(each => each.MacAddress == macAddress))
        {
            throw Invalid($"{path}.ethernet_mac_address is not that of any interface of VirtualMachine \"{virtualMachine.Metadata.Name}\": "
                + "give the macAddress of one, or the guest's start fails");
        }
    }

    private List<JsonElement> Items(JsonElement parent, string name) => !parent.TryGetProperty(name, out var list) ? []
        : list.ValueKind is JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Object) ? [.. list.EnumerateArray()]
        : throw Invalid($"{name} is not a list of objects: see Nova's schema of network_data.json");

    private string Text(JsonElement parent, string name, string path) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()!
            : throw Invalid($"{path}.{name} is missing or not a text: see Nova's schema of network_data.json");

    private InvalidContentException Invalid(string rule) => new(field, rule);
}
