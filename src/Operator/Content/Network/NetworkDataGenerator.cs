using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Makes network data from the interfaces of a VirtualMachine. A guest finds its cards by their MAC addresses, and cloud-init fails completely for one
/// that the guest lacks; so only MAC addresses that the VirtualMachine's spec fixes are used, never those that KubeVirt generates at each start.
/// </summary>
internal sealed class NetworkDataGenerator(GeneratedNetworkData wanted, V1VirtualMachine virtualMachine)
{
    private const string Field = "spec.networkData.generate";

    private readonly Dictionary<string, string> macAddresses = new(StringComparer.Ordinal);
    private readonly List<NetworkLink> links = [];
    private readonly List<Subnet> networks = [];

    /// <summary>
    /// The network data; <c>null</c> when no interface has a fixed MAC address and none is configured. Without network data a guest uses DHCP on its
    /// first card, which such a VirtualMachine needs.
    /// </summary>
    /// <exception cref="InvalidContentException">An interface is not the VirtualMachine's, or has no MAC address while others have one or
    /// a configuration.</exception>
    public static NetworkData? Generate(GeneratedNetworkData wanted, V1VirtualMachine virtualMachine)
    {
        var isConfigured = wanted.Interfaces.Count + wanted.Bonds.Count + wanted.Vlans.Count + wanted.Nameservers.Count > 0;
        return isConfigured || VirtualMachineInterfaces.Read(virtualMachine).Any(each => each.MacAddress is not null)
            ? new NetworkDataGenerator(wanted, virtualMachine).Generate()
            : null;
    }

    private NetworkData Generate()
    {
        AddInterfaces();
        AddBonds();
        AddVlans();
        var configurations = wanted.Interfaces.Select(each => each.IP).Concat(wanted.Bonds.Select(bond => bond.IP)).Concat(wanted.Vlans.Select(vlan => vlan.IP));
        var nameservers = wanted.Nameservers.Concat(configurations.SelectMany(each => each.Nameservers)).Select(IPAddress.Parse).Distinct();
        return new NetworkData(links, networks, [.. nameservers], [.. wanted.Nameservers.Select(IPAddress.Parse)]);
    }

    private void AddInterfaces()
    {
        var interfaces = VirtualMachineInterfaces.Read(virtualMachine);
        var unknown = interfaces.Where(each => each.MacAddress is null).Select(each => each.Name).ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidContentException(
                Field,
                $"VirtualMachine \"{virtualMachine.Metadata.Name}\" fixes no macAddress for interface {Echo.List(unknown)}, "
                + "so that the guest could not find it: set macAddress there, or remove networkData to let the guest ask DHCP");
        }

        foreach (var each in interfaces)
        {
            macAddresses[each.Name] = each.MacAddress!;
        }

        foreach (var (index, each) in wanted.Interfaces.Index())
        {
            _ = MacAddress(each.Name, $"{Field}.interfaces[{index}].name");
        }

        var configurations = wanted.Interfaces.Index().ToDictionary(each => each.Item.Name, StringComparer.Ordinal);
        var bonded = wanted.Bonds.SelectMany(bond => bond.Interfaces).ToHashSet(StringComparer.Ordinal);
        foreach (var each in interfaces)
        {
            var (index, configuration) = configurations.GetValueOrDefault(each.Name, (0, new InterfaceNetworkData { Name = each.Name }));
            links.Add(new NetworkLink.Card(each.Name, each.MacAddress!, configuration.Mtu));
            if (!bonded.Contains(each.Name))
            {
                networks.AddRange(NetworksOf(each.Name, configuration.IP, $"{Field}.interfaces[{index}].ip"));
            }
        }
    }

    private void AddBonds()
    {
        foreach (var (index, bond) in wanted.Bonds.Index())
        {
            var members = bond.Interfaces.Select((name, member) => MacAddress(name, $"{Field}.bonds[{index}].interfaces[{member}]")).ToList();
            if (!macAddresses.TryAdd(bond.Name, members[0]))
            {
                throw new InvalidContentException($"{Field}.bonds[{index}].name", "is the name of an interface or another bond: choose another");
            }

            links.Add(new NetworkLink.Bond(members[0], bond));
            networks.AddRange(NetworksOf(bond.Name, bond.IP, $"{Field}.bonds[{index}].ip"));
        }
    }

    private void AddVlans()
    {
        foreach (var (index, vlan) in wanted.Vlans.Index())
        {
            var link = new NetworkLink.Vlan(MacAddress(vlan.Link, $"{Field}.vlans[{index}].link"), vlan);
            links.Add(link);
            networks.AddRange(NetworksOf(link.Id, vlan.IP, $"{Field}.vlans[{index}].ip"));
        }
    }

    private string MacAddress(string name, string field) => macAddresses.TryGetValue(name, out var address)
        ? address
        : throw new InvalidContentException(
            field,
            $"VirtualMachine \"{virtualMachine.Metadata.Name}\" has no interface {Echo.One(name)}: name one of {Echo.List(macAddresses.Keys)}");

    /// <summary>
    /// The networks of a link: one for each static address and each kind of autoconfiguration. Routes and resolvers go with the first
    /// network of their family.
    /// </summary>
    private List<Subnet> NetworksOf(string link, IPConfiguration configuration, string field)
    {
        var kinds = configuration.Autoconfiguration ?? (configuration.Addresses.Count == 0 ? [AddressAutoconfiguration.DHCPv4] : []);
        List<Subnet> made =
        [
            .. configuration.Addresses.Select(InterfaceAddress.Parse)
                .Select(address => new Subnet(link, address.IsIPv4 ? "ipv4" : "ipv6") { Address = address }),
            .. kinds.Select(kind => new Subnet(link, kind switch
            {
                AddressAutoconfiguration.DHCPv4 => "ipv4_dhcp",
                AddressAutoconfiguration.DHCPv6 => "ipv6_dhcp",
                AddressAutoconfiguration.SLAAC => "ipv6_slaac",
                _ => throw new ArgumentOutOfRangeException(nameof(configuration), kind, "unknown autoconfiguration"),
            })),
        ];
        var routes = configuration.Routes.Select(route => (Destination: InterfaceAddress.Parse(route.Destination), IPAddress.Parse(route.Gateway))).ToList();
        if (routes.FindIndex(route => !made.Exists(network => network.IsIPv4 == route.Destination.IsIPv4)) is >= 0 and var astray)
        {
            throw new InvalidContentException(
                $"{field}.routes[{astray}]", "needs an address of its family on the link: give one in addresses or autoconfiguration");
        }

        // A link that names resolvers gets those of the whole guest too, since cloud-init from 25 on gives it no others.
        var named = configuration.Nameservers.Count == 0 ? [] : configuration.Nameservers.Concat(wanted.Nameservers);
        var nameservers = named.Select(IPAddress.Parse).Distinct().ToList();
        foreach (var isIPv4 in (ReadOnlySpan<bool>)[true, false])
        {
            if (made.FindIndex(network => network.IsIPv4 == isIPv4) is >= 0 and var first)
            {
                made[first] = made[first] with
                {
                    Routes = [.. routes.Where(route => route.Destination.IsIPv4 == isIPv4)],
                    Nameservers = [.. nameservers.Where(nameserver => nameserver.AddressFamily is AddressFamily.InterNetwork == isIPv4)],
                };
            }
        }

        return made;
    }
}
