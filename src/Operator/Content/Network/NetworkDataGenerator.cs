using System.Net;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Makes network data from the interfaces of a VirtualMachine. A guest finds its cards by their MAC addresses, and cloud-init fails
/// as a whole over one that the guest lacks; so only MAC addresses that the VirtualMachine's spec fixes are used, never those that
/// KubeVirt makes up anew for each start.
/// </summary>
internal sealed class NetworkDataGenerator
{
    private const string Field = "spec.networkData.generate";

    private readonly NetworkDataGeneration wanted;
    private readonly V1VirtualMachine virtualMachine;
    private readonly Dictionary<string, string> macAddresses = new(StringComparer.Ordinal);
    private readonly List<NetworkLink> links = [];
    private readonly List<Subnet> networks = [];

    private NetworkDataGenerator(NetworkDataGeneration wanted, V1VirtualMachine virtualMachine)
    {
        this.wanted = wanted;
        this.virtualMachine = virtualMachine;
    }

    /// <summary>
    /// The network data, or <c>null</c> when there is nothing to say: no interface has a fixed MAC address, and none is configured. Without
    /// network data a guest asks DHCP on its first card, which such a VirtualMachine needs.
    /// </summary>
    /// <exception cref="InvalidContentException">An interface is not the VirtualMachine's, or has no MAC address while others have one or
    /// a configuration.</exception>
    public static NetworkData? Generate(NetworkDataGeneration wanted, V1VirtualMachine virtualMachine)
    {
        var isConfigured = wanted.Interfaces.Count + wanted.Bonds.Count + wanted.Vlans.Count + wanted.Nameservers.Count > 0;
        return isConfigured || VirtualMachineInterfaces.Of(virtualMachine).Any(each => each.MacAddress is not null)
            ? new NetworkDataGenerator(wanted, virtualMachine).Generate()
            : null;
    }

    private NetworkData Generate()
    {
        AddInterfaces();
        AddBonds();
        AddVlans();
        IPConfiguration[] configurations =
        [
            .. wanted.Interfaces.Select(each => each.IP), .. wanted.Bonds.Select(bond => bond.IP), .. wanted.Vlans.Select(vlan => vlan.IP),
        ];
        var nameservers = wanted.Nameservers.Concat(configurations.SelectMany(each => each.Nameservers)).Select(IPAddress.Parse).Distinct();
        return new NetworkData(links, networks, [.. nameservers]) { GuestNameservers = [.. wanted.Nameservers.Select(IPAddress.Parse)] };
    }

    private void AddInterfaces()
    {
        var interfaces = VirtualMachineInterfaces.Of(virtualMachine);
        var unknown = interfaces.Where(each => each.MacAddress is null).Select(each => $"\"{each.Name}\"").ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidContentException(
                Field,
                $"VirtualMachine \"{virtualMachine.Metadata.Name}\" fixes no macAddress for interface {string.Join(", ", unknown)}, "
                + "so that the guest could not find it: set macAddress there, or remove networkData to let the guest ask DHCP");
        }

        foreach (var each in interfaces)
        {
            macAddresses[each.Name] = each.MacAddress!;
        }

        for (var index = 0; index < wanted.Interfaces.Count; index++)
        {
            _ = MacAddress(wanted.Interfaces[index].Name, $"{Field}.interfaces[{index}].name");
        }

        var configurations = wanted.Interfaces.Index().ToDictionary(each => each.Item.Name, StringComparer.Ordinal);
        var bonded = wanted.Bonds.SelectMany(bond => bond.Interfaces).ToHashSet(StringComparer.Ordinal);
        foreach (var each in interfaces)
        {
            var (index, configuration) = configurations.GetValueOrDefault(each.Name, (0, new InterfaceNetworkData { Name = each.Name }));
            links.Add(new NetworkLink(each.Name, each.MacAddress!, configuration.Mtu));
            if (!bonded.Contains(each.Name))
            {
                networks.AddRange(SubnetFactory.Create(each.Name, configuration.IP, wanted.Nameservers, $"{Field}.interfaces[{index}].ip"));
            }
        }
    }

    private void AddBonds()
    {
        for (var index = 0; index < wanted.Bonds.Count; index++)
        {
            var bond = wanted.Bonds[index];
            var members = bond.Interfaces.Select((name, member) => MacAddress(name, $"{Field}.bonds[{index}].interfaces[{member}]")).ToList();
            if (!macAddresses.TryAdd(bond.Name, members[0]))
            {
                throw new InvalidContentException($"{Field}.bonds[{index}].name", "is the name of an interface or another bond: choose another");
            }

            links.Add(new NetworkLink(bond.Name, members[0], bond.Mtu) { Bond = bond });
            networks.AddRange(SubnetFactory.Create(bond.Name, bond.IP, wanted.Nameservers, $"{Field}.bonds[{index}].ip"));
        }
    }

    private void AddVlans()
    {
        for (var index = 0; index < wanted.Vlans.Count; index++)
        {
            var vlan = wanted.Vlans[index];
            var id = $"{vlan.Link}.{vlan.Id}";
            links.Add(new NetworkLink(id, MacAddress(vlan.Link, $"{Field}.vlans[{index}].link"), vlan.Mtu) { Vlan = vlan });
            networks.AddRange(SubnetFactory.Create(id, vlan.IP, wanted.Nameservers, $"{Field}.vlans[{index}].ip"));
        }
    }

    private string MacAddress(string name, string field) => macAddresses.TryGetValue(name, out var address)
        ? address
        : throw new InvalidContentException(
            field,
            $"VirtualMachine \"{virtualMachine.Metadata.Name}\" has no interface \"{name}\": name one of {string.Join(", ", macAddresses.Keys)}");
}
