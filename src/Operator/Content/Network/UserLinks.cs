using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// The <c>links</c> of network data that the user wrote, held to what cloud-init makes of them (cloudinit/sources/helpers/openstack.py,
/// <c>convert_net_json</c>): it looks up each name and each MAC address, and ends the guest's start when one is not there.
/// </summary>
internal sealed class UserLinks(V1VirtualMachine virtualMachine)
{
    private const string HardwareAddress = "ethernet_mac_address";
    private const string VlanAddress = "vlan_mac_address";

    // cloud-init takes these from a link as they are, in place of what it makes itself.
    private static readonly string[] CloudInitsOwn = ["params", "mac_address", "subnets"];

    private static readonly string[] Modes = NamesOf(ConfigDriveJsonContext.Default.BondMode);
    private static readonly string[] Policies = NamesOf(ConfigDriveJsonContext.Default.BondTransmitHashPolicy);

    // Those of the guest, when all of them are known.
    private readonly HashSet<string?>? cards = VirtualMachineInterfaces.AreAllKnown(virtualMachine)
        ? [.. VirtualMachineInterfaces.Read(virtualMachine).Select(each => each.MacAddress)]
        : null;

    private readonly Dictionary<string, UserObject> links = new(StringComparer.Ordinal);
    private readonly HashSet<(string What, string Which)> taken = [];

    public bool Contains(string id) => links.ContainsKey(id);

    /// <exception cref="InvalidContentException">A guest would fail with one of them.</exception>
    public void Check(IReadOnlyList<UserObject> given)
    {
        foreach (var link in given)
        {
            if (!links.TryAdd(link.Text("id"), link))
            {
                throw link.Invalid("id", "is the id of another link too: give each link its own");
            }

            _ = link.Text("type");
            _ = link.OptionalInteger("mtu", NetworkLink.LeastMtu, NetworkLink.MostMtu);
            if (link.Names.FirstOrDefault(CloudInitsOwn.Contains) is { } foreign)
            {
                throw link.Invalid(foreign, "is not Nova's, and cloud-init would take it in place of the link's own: remove it");
            }
        }

        // VLANs last: they take the MAC address of a card or a bond.
        foreach (var link in given.OrderBy(link => TypeOf(link) switch { "bond" => 1, "vlan" => 2, _ => 0 }))
        {
            switch (TypeOf(link))
            {
                case "bond":
                    CheckBond(link);
                    break;
                case "vlan":
                    CheckVlan(link);
                    break;
                default:
                    CheckCard(link);
                    break;
            }
        }
    }

    private static string TypeOf(UserObject link) => link.Text("type");

    private static string[] NamesOf<T>(JsonTypeInfo<T> type)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => JsonSerializer.SerializeToNode(value, type)!.GetValue<string>())];

    // With a name, which is cloud-init's own, a card needs no MAC address.
    private void CheckCard(UserObject link)
    {
        if (link.Names.Contains("name", StringComparer.Ordinal) && !(IsName(link.Text("name")) && taken.Add(("name", link.Text("name")))))
        {
            throw link.Invalid("name", "must be a name that Linux can give a card, of its own: 1 to 15 letters, digits, dots, hyphens and underscores");
        }

        var macAddress = Normalized(link, HardwareAddress, isRequired: !link.Has("name"));
        if (macAddress is not null && cards?.Contains(macAddress) is false)
        {
            throw link.Invalid(
                HardwareAddress,
                $"is not that of any interface of VirtualMachine \"{virtualMachine.Metadata.Name}\": give the macAddress of one, or the guest's start fails");
        }

        if (macAddress is not null && !taken.Add((HardwareAddress, macAddress)))
        {
            throw link.Invalid(HardwareAddress, "is that of another link too, of which the guest has one: remove one of the links");
        }
    }

    private void CheckBond(UserObject link)
    {
        _ = Normalized(link, HardwareAddress, isRequired: false);
        var members = link.Texts("bond_links");
        if (members.Count == 0 || !members.All(member => IsCard(member) && taken.Add(("member", member))))
        {
            throw link.Invalid("bond_links", "must name one or more links that are cards, each the id of one that is in no other bond");
        }

        if (!Modes.Contains(link.Text("bond_mode"), StringComparer.Ordinal))
        {
            throw link.Invalid("bond_mode", $"must be one of {string.Join(", ", Modes)}");
        }

        if (link.OptionalText("bond_xmit_hash_policy") is { } policy && !Policies.Contains(policy, StringComparer.Ordinal))
        {
            throw link.Invalid("bond_xmit_hash_policy", $"must be one of {string.Join(", ", Policies)}");
        }

        // A number, or a text as Talos wants it.
        if (link.Find("bond_miimon") is { } interval && !int.TryParse(interval.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw link.Invalid("bond_miimon", "must be milliseconds, such as 100");
        }

        if (link.Names.Any(name => name.StartsWith("bond_", StringComparison.Ordinal) && link.Find(name) is JsonObject))
        {
            throw link.Invalid("bond_*", "has an object: give texts and numbers, as Linux's bonding driver has them");
        }
    }

    private void CheckVlan(UserObject link)
    {
        var below = link.Text("vlan_link");
        if (!links.TryGetValue(below, out var carrier) || TypeOf(carrier) is "vlan")
        {
            throw link.Invalid("vlan_link", "names no link that is a card or a bond: give the id of one");
        }

        var id = link.OptionalInteger("vlan_id", NetworkLink.LeastVlan, NetworkLink.MostVlan) ?? throw link.Invalid("vlan_id", "is missing: give the number of the VLAN");
        if (!taken.Add(($"VLAN {id}", below)))
        {
            throw link.Invalid("vlan_id", "is that of another VLAN of the same link: remove one of the two");
        }

        // Linux gives a VLAN the address of what carries it; cloud-init wants to read it (KeyError).
        _ = Normalized(link, HardwareAddress, isRequired: false);
        if (Normalized(link, VlanAddress, isRequired: false) is null)
        {
            link.Set(VlanAddress, MacAddressOf(carrier) ?? throw link.Invalid(VlanAddress, "is missing, and so is that of its link: give the MAC address"));
        }
    }

    private string? MacAddressOf(UserObject link) => link.OptionalText(HardwareAddress)
        ?? (TypeOf(link) is "bond" ? links[link.Texts("bond_links")[0]].OptionalText(HardwareAddress) : null);

    private bool IsCard(string id) => links.TryGetValue(id, out var link) && TypeOf(link) is not ("bond" or "vlan");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 15 && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '-' or '_') && name is not ("." or "..");

    /// <summary>Writes a MAC address as cloud-init looks for it, in lower case with colons, and returns it.</summary>
    private static string? Normalized(UserObject link, string name, bool isRequired)
    {
        if ((isRequired ? link.Text(name) : link.OptionalText(name)) is not { } given)
        {
            return null;
        }

        var macAddress = VirtualMachineInterfaces.Normalize(given) ?? throw link.Invalid(name, "is not a MAC address: give six pairs of hexadecimal digits with colons");
        link.Set(name, macAddress);
        return macAddress;
    }
}
