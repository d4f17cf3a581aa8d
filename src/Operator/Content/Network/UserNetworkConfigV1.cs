namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// cloud-init's network configuration, version 1, held to what its handlers read (cloudinit/net/network_state.py, <c>parse_config_v1</c>).
/// </summary>
internal static class UserNetworkConfigV1
{
    private const string MacAddress = "mac_address";

    private static readonly string[] Types = ["physical", "bond", "bridge", "vlan", "infiniband", "loopback", "nameserver", "route"];

    /// <exception cref="InvalidContentException">A guest would fail with it.</exception>
    public static void Check(UserObject config)
    {
        foreach (var item in config.Items("config"))
        {
            var type = item.Text("type");
            switch (type)
            {
                case "nameserver":
                    NetworkValues.CheckAddresses(item.Has("address") ? item : throw item.Invalid("address", "is missing: give an address or a list of them"), "address");
                    _ = NetworkValues.Texts(item, "search");
                    break;
                case "route":
                    CheckRoute(item, "destination");
                    break;
                default:
                    CheckLink(item, Types.Contains(type, StringComparer.Ordinal) ? type : throw item.Invalid("type", $"must be one of {string.Join(", ", Types)}"));
                    break;
            }
        }
    }

    private static void CheckLink(UserObject link, string type)
    {
        _ = link.Text("name");
        if (type is "physical")
        {
            NetworkValues.CheckCard(link, MacAddress);
        }
        else
        {
            NetworkValues.CheckMacAddress(link, MacAddress);
        }

        _ = link.OptionalInteger("mtu", NetworkLink.LeastMtu, NetworkLink.MostMtu);
        CheckParameters(link, link.Object("params"), type);
        switch (type)
        {
            case "bond":
                RequireTexts(link, "bond_interfaces");
                _ = link.Has("params") ? true : throw link.Invalid("params", "is missing: give the bond's mode there, as bond-mode");
                break;
            case "bridge":
                RequireTexts(link, "bridge_interfaces");
                break;
            case "vlan":
                _ = link.Text("vlan_link");
                _ = link.OptionalInteger("vlan_id", NetworkLink.LeastVlan, NetworkLink.MostVlan)
                    ?? throw link.Invalid("vlan_id", "is missing: give the number of the VLAN");
                break;
        }

        foreach (var subnet in link.Items("subnets"))
        {
            CheckSubnet(subnet);
        }
    }

    // cloud-init writes parameters over what it knows of the link, whatever they are called.
    private static void CheckParameters(UserObject link, UserObject parameters, string type)
    {
        if (!parameters.Names.All(name => type is "bond" or "bridge" ? name.StartsWith(type, StringComparison.Ordinal) : name is "driver" or "device_id"))
        {
            throw link.Invalid("params", type is "bond" or "bridge"
                ? $"has one that is not of a {type}: their names begin with {type}, as in {(type is "bond" ? "bond-mode" : "bridge_stp")}"
                : "has one other than driver and device_id: what a link has beside these is not below params");
        }

        if (parameters.Find("bridge_stp") is { } stp && stp.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
            && stp.ToString() is not ("on" or "off" or "1" or "0"))
        {
            throw parameters.Invalid("bridge_stp", "must be on or off");
        }

        foreach (var name in (string[])["bridge_pathcost", "bridge_portprio"])
        {
            if (!parameters.Texts(name).All(text => text.Split(' ') is [_, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                throw parameters.Invalid(name, "must be texts of a link and a number, such as eth0 50");
            }
        }
    }

    private static void CheckSubnet(UserObject subnet)
    {
        // Without a mask cloud-init takes a usual one.
        if (subnet.Text("type") is "static" or "static6" && !NetworkValues.TryReadNetwork(subnet, "address", out _)
            && (subnet.Has("netmask") || !InterfaceAddress.TryParseHost(subnet.Text("address"), out _)))
        {
            throw subnet.Invalid("address", "must be an address with one netmask, such as 192.0.2.5/24 or 2001:db8::5/64");
        }

        NetworkValues.CheckAddress(subnet, "gateway");
        NetworkValues.CheckAddresses(subnet, "dns_nameservers");
        _ = NetworkValues.Texts(subnet, "dns_search");
        foreach (var route in subnet.Items("routes"))
        {
            CheckRoute(route, route.Has("destination") ? "destination" : "network");
        }
    }

    private static void CheckRoute(UserObject route, string destination)
    {
        if (!NetworkValues.TryReadNetwork(route, destination, out _))
        {
            throw route.Invalid(destination, "must be a network with one netmask, such as 10.1.0.0/16 or ::/0");
        }

        NetworkValues.CheckAddress(route, "gateway");
        _ = route.OptionalInteger("metric", 0, int.MaxValue);
    }

    private static void RequireTexts(UserObject link, string name) =>
        _ = link.Texts(name) is { Count: > 0 } texts ? texts : throw link.Invalid(name, "is missing or empty: name the links that belong to it");
}
