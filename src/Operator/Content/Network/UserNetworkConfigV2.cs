namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// cloud-init's network configuration, version 2, held to what both netplan (netplan-yaml(5)) and cloud-init in guests without netplan read
/// (cloudinit/net/network_state.py, <c>parse_config_v2</c>). Kinds of links that only netplan knows are left to it.
/// </summary>
internal static class UserNetworkConfigV2
{
    // Those that cloud-init gives a meaning, and those that only netplan does: without it cloud-init's start ends over the latter.
    private static readonly string[] Kinds =
    [
        "version", "renderer", "ethernets", "bonds", "bridges", "vlans", "wifis",
        "dummy-devices", "modems", "nm-devices", "openvswitch", "tunnels", "virtual-ethernets", "vrfs",
    ];

    // cloudinit/net/network_state.py, NET_CONFIG_TO_V2, in the releases that have the fewest.
    private static readonly string[] BondParameters =
    [
        "ad-select", "arp-all-targets", "arp-interval", "arp-ip-target", "arp-validate", "down-delay", "fail-over-mac-policy", "gratuitious-arp",
        "gratuitous-arp", "lacp-rate", "mii-monitor-interval", "min-links", "mode", "primary", "primary-reselect-policy", "transmit-hash-policy", "up-delay",
    ];

    private static readonly string[] BridgeParameters = ["ageing-time", "priority", "forward-delay", "hello-time", "max-age", "path-cost", "port-priority", "stp"];

    /// <exception cref="InvalidContentException">A guest would fail with it.</exception>
    public static void Check(UserObject config)
    {
        if (config.Names.Any(name => !Kinds.Contains(name, StringComparer.Ordinal)))
        {
            throw config.Invalid($"has a key that neither cloud-init nor netplan knows: they know {string.Join(", ", Kinds)}");
        }

        foreach (var (_, card) in config.Objects("ethernets"))
        {
            var match = card.Object("match");
            NetworkValues.CheckMacAddress(match, "macaddress");
            if (card.OptionalText("set-name") is not null)
            {
                NetworkValues.CheckCard(match, "macaddress");
            }

            CheckLink(card);
        }

        foreach (var (_, bond) in config.Objects("bonds"))
        {
            CheckMembers(bond, BondParameters);
            CheckLink(bond);
        }

        foreach (var (_, bridge) in config.Objects("bridges"))
        {
            CheckMembers(bridge, BridgeParameters);
            if (bridge.Object("parameters").Find("stp") is { } stp && stp.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            {
                throw bridge.Invalid("parameters.stp", "must be true or false");
            }

            CheckLink(bridge);
        }

        foreach (var (_, vlan) in config.Objects("vlans"))
        {
            _ = vlan.Text("link");
            _ = vlan.OptionalInteger("id", 0, NetworkLink.MostVlan) ?? throw vlan.Invalid("id", "is missing: give the number of the VLAN");
            CheckLink(vlan);
        }
    }

    private static void CheckLink(UserObject link)
    {
        NetworkValues.CheckMacAddress(link, "macaddress");
        _ = link.OptionalInteger("mtu", NetworkLink.LeastMtu, NetworkLink.MostMtu);
        foreach (var address in link.Texts("addresses"))
        {
            if (!InterfaceAddress.TryParse(address, out _))
            {
                throw link.Invalid("addresses", "must be addresses with a prefix length, such as 192.0.2.5/24 or 2001:db8::5/64");
            }
        }

        NetworkValues.CheckAddress(link, "gateway4");
        NetworkValues.CheckAddress(link, "gateway6");
        _ = (link.Object("dhcp4-overrides"), link.Object("dhcp6-overrides"));
        if (link.Names.Contains("nameservers", StringComparer.Ordinal))
        {
            CheckResolvers(link.Object("nameservers"));
        }

        foreach (var route in link.Items("routes"))
        {
            if (!InterfaceAddress.TryParse(route.Text("to"), out var destination) || !destination.IsNetwork)
            {
                throw route.Invalid(
                    "to", "must be a network with its prefix length, such as 10.1.0.0/16; 0.0.0.0/0 or ::/0 in place of default, which only netplan reads");
            }

            NetworkValues.CheckAddress(route, "via");
            _ = route.OptionalInteger("metric", 0, int.MaxValue);
        }
    }

    // cloud-init takes no search domains without a resolver.
    private static void CheckResolvers(UserObject resolvers)
    {
        if (resolvers.Texts("addresses").Count == 0)
        {
            throw resolvers.Invalid("addresses", "is missing or empty: give the addresses of resolvers, without which cloud-init takes no search domains");
        }

        NetworkValues.CheckAddresses(resolvers, "addresses");
        _ = resolvers.Texts("search");
    }

    private static void CheckMembers(UserObject link, string[] known)
    {
        if (!link.Has("interfaces"))
        {
            throw link.Invalid("interfaces", "is missing: name the links that belong to it");
        }

        _ = link.Texts("interfaces");
        if (link.Object("parameters").Names.Any(name => !known.Contains(name, StringComparer.Ordinal)))
        {
            throw link.Invalid("parameters", $"has one that cloud-init does not know: it knows {string.Join(", ", known)}");
        }
    }
}
