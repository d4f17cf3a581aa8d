using System.Net.Sockets;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>What the schema of generated network data cannot say. Whether interfaces exist depends on the VirtualMachine.</summary>
internal static class NetworkRules
{
    public static IEnumerable<FieldError> Check(GeneratedNetworkData wanted, string field) =>
    [
        .. Each(wanted.Interfaces, $"{field}.interfaces").SelectMany(each => Link(each.Item.Mtu, each.Item.IP, each.Field)),
        .. Members(wanted.Bonds, $"{field}.bonds"),
        .. Each(wanted.Bonds, $"{field}.bonds").SelectMany(bond =>
            Range(bond.Item.MiiMonitorInterval, $"{bond.Field}.miiMonitorInterval", 0, 60000, " milliseconds")
                .Concat(Link(bond.Item.Mtu, bond.Item.IP, bond.Field))),
        .. Each(wanted.Vlans, $"{field}.vlans").SelectMany(vlan =>
            Range(vlan.Item.Id, $"{vlan.Field}.id", NetworkLink.LeastVlan, NetworkLink.MostVlan, "").Concat(Link(vlan.Item.Mtu, vlan.Item.IP, vlan.Field))),
        .. Nameservers(wanted.Nameservers, $"{field}.nameservers"),
    ];

    private static IEnumerable<(string Field, T Item)> Each<T>(IReadOnlyList<T> items, string field) =>
        items.Index().Where(each => each.Item is not null).Select(each => ($"{field}[{each.Index}]", each.Item));

    private static IEnumerable<FieldError> Members(IReadOnlyList<BondNetworkData> bonds, string field)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Each(bonds, field)
            .SelectMany(bond => Each(bond.Item.Interfaces ?? [], $"{bond.Field}.interfaces"))
            .Where(member => !seen.Add(member.Item))
            .Select(member => new FieldError(member.Field, "is already in a bond: remove it from one"));
    }

    private static IEnumerable<FieldError> Link(int? mtu, IPConfiguration configuration, string field) =>
    [
        .. Range(mtu, $"{field}.mtu", NetworkLink.LeastMtu, NetworkLink.MostMtu, " bytes"),
        .. Each(configuration.Addresses, $"{field}.ip.addresses").Where(each => !InterfaceAddress.TryParse(each.Item, out _))
            .Select(each => new FieldError(each.Field, "must be an address with a prefix length, such as 192.0.2.5/24 or 2001:db8::5/64")),
        .. Each(configuration.Routes, $"{field}.ip.routes").SelectMany(route => Route(route.Item, route.Field)),
        .. Nameservers(configuration.Nameservers, $"{field}.ip.nameservers"),
    ];

    private static IEnumerable<FieldError> Route(NetworkRoute route, string field)
    {
        if (!InterfaceAddress.TryParse(route.Destination, out var destination) || !destination.IsNetwork)
        {
            yield return new FieldError(
                $"{field}.destination", "must be a network, with no bit set beyond its prefix length, such as 0.0.0.0/0 or 10.1.0.0/16");
        }
        else if (!InterfaceAddress.TryParseHost(route.Gateway, out var gateway)
            || gateway.AddressFamily is AddressFamily.InterNetwork != destination.IsIPv4)
        {
            yield return new FieldError($"{field}.gateway", "must be an address of the same family as the destination");
        }
    }

    private static IEnumerable<FieldError> Nameservers(IReadOnlyList<string> nameservers, string field) =>
        Each(nameservers, field).Where(each => !InterfaceAddress.TryParseHost(each.Item, out _))
            .Select(each => new FieldError(each.Field, "must be an address, such as 192.0.2.53 or 2001:db8::53"));

    private static IEnumerable<FieldError> Range(int? value, string field, int least, int most, string unit) =>
        value is null || (value >= least && value <= most)
            ? []
            : [new FieldError(field, $"must be {least} to {most}{unit}")];
}
