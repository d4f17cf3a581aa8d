namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// The <c>networks</c> and <c>services</c> of network data that the user wrote, held to what cloud-init reads (cloudinit/net/network_state.py) and
/// written as the operator writes its own: an address alone, its mask apart. cloud-init would guess a mask that is missing.
/// </summary>
internal static class UserNetworks
{
    private static readonly string[] Types = ["ipv4", "ipv6", "ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateless", "ipv6_dhcpv6-stateful"];

    /// <exception cref="InvalidContentException">A guest would fail with it.</exception>
    public static void Check(UserObject network, UserLinks links)
    {
        _ = network.Text("id");
        if (!links.Contains(network.Text("link")))
        {
            throw network.Invalid("link", "names no link: give the id of one of links");
        }

        var type = network.Text("type");
        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            throw network.Invalid("type", $"must be one of {string.Join(", ", Types)}");
        }

        if (type is "ipv4" or "ipv6")
        {
            CheckAddress(network, "ip_address", isIPv4: type is "ipv4");
        }

        foreach (var route in network.Items("routes"))
        {
            CheckRoute(route);
        }

        CheckServices(network);
        CheckWhatOnlyCloudInitReads(network);
    }

    /// <summary>The resolvers of the whole guest, a network or a route. cloud-init takes any service for one.</summary>
    /// <exception cref="InvalidContentException">A guest would fail with one of them.</exception>
    public static void CheckServices(UserObject parent)
    {
        foreach (var service in parent.Items("services"))
        {
            if (service.Text("type") is not "dns")
            {
                throw service.Invalid("type", "must be dns: cloud-init takes any other service for a resolver too");
            }

            if (!InterfaceAddress.TryParseHost(service.Text("address"), out _))
            {
                throw service.Invalid("address", "must be an address, such as 192.0.2.53 or 2001:db8::53");
            }

            if (service.Names.FirstOrDefault(name => name is "interface" or "search") is { } foreign)
            {
                throw service.Invalid(foreign, "is not Nova's, and releases of cloud-init differ on it: remove it");
            }
        }
    }

    private static void CheckRoute(UserObject route)
    {
        if (route.Names.FirstOrDefault(name => name is "destination" or "prefix") is { } foreign)
        {
            throw route.Invalid(foreign, "is not Nova's: give network and netmask");
        }

        var destination = CheckAddress(route, "network", isIPv4: null);
        if (!destination.IsNetwork)
        {
            throw route.Invalid("network", "must be a network, with no bit set beyond its netmask");
        }

        CheckGateway(route, destination.IsIPv4, route.Text("gateway"));
        _ = route.OptionalInteger("metric", 0, int.MaxValue);
        CheckServices(route);
    }

    private static InterfaceAddress CheckAddress(UserObject item, string name, bool? isIPv4)
    {
        if (!NetworkValues.TryReadNetwork(item, name, out var address) || (isIPv4 ?? address.IsIPv4) != address.IsIPv4)
        {
            throw item.Invalid(name, $"must be an {(isIPv4 is false ? "IPv6" : isIPv4 is true ? "IPv4" : "IPv4 or IPv6")} address with one netmask, such as "
                + (isIPv4 is false ? "2001:db8::5 and ffff:ffff:ffff:ffff::" : "192.0.2.5 and 255.255.255.0"));
        }

        item.Set(name, item.Text(name).Split('/')[0]);
        item.Set("netmask", address.Netmask);
        return address;
    }

    private static void CheckGateway(UserObject item, bool isIPv4, string gateway)
    {
        if (!InterfaceAddress.TryParseHost(gateway, out var address) || new InterfaceAddress(address, 0).IsIPv4 != isIPv4)
        {
            throw item.Invalid("gateway", "must be an address of the same family as the network");
        }
    }

    // Beyond Nova's format; Talos reads gateway too.
    private static void CheckWhatOnlyCloudInitReads(UserObject network)
    {
        if (network.OptionalText("gateway") is { } gateway)
        {
            CheckGateway(network, network.Text("type").StartsWith("ipv4", StringComparison.Ordinal), gateway);
        }

        _ = network.OptionalInteger("metric", 0, int.MaxValue);
        _ = (network.OptionalText("broadcast"), network.OptionalText("pointopoint"), network.OptionalText("scope"));
        NetworkValues.CheckAddresses(network, "dns_nameservers");
        _ = NetworkValues.Texts(network, "dns_search");
    }
}
