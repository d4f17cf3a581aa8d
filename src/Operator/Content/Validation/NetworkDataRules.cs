using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for network data. Whether interfaces exist is for the VirtualMachine to say.</summary>
internal static partial class NetworkDataRules
{
    public static IEnumerable<FieldError> Check(NetworkDataSource? networkData, string field)
    {
        if (networkData is null)
        {
            return [];
        }

        var given = new object?[] { networkData.Generate, networkData.Inline, networkData.Base64, networkData.SecretKeyRef, networkData.ConfigMapKeyRef };
        if (given.Count(each => each is not null) != 1)
        {
            return [new FieldError(field, "exactly one of generate, inline, base64, secretKeyRef and configMapKeyRef must be given")];
        }

        return networkData.Generate is { } wanted ? Generated(wanted, $"{field}.generate") : SourceRules.Check(networkData.Source, field);
    }

    private static IEnumerable<FieldError> Generated(NetworkDataGeneration wanted, string field) =>
    [
        .. FieldRules.Count(wanted.Interfaces, $"{field}.interfaces", 64),
        .. FieldRules.Distinct(wanted.Interfaces.Select(each => each?.Name), $"{field}.interfaces", "an interface"),
        .. wanted.Interfaces.Index().Where(each => each.Item is not null).SelectMany(each => Interface(each.Item, $"{field}.interfaces[{each.Index}]")),
        .. FieldRules.Count(wanted.Bonds, $"{field}.bonds", 16),
        .. FieldRules.Distinct(wanted.Bonds.Select(bond => bond?.Name), $"{field}.bonds", "a bond"),
        .. Members(wanted.Bonds, $"{field}.bonds"),
        .. wanted.Bonds.Index().Where(bond => bond.Item is not null).SelectMany(bond => Bond(bond.Item, $"{field}.bonds[{bond.Index}]")),
        .. FieldRules.Count(wanted.Vlans, $"{field}.vlans", 64),
        .. FieldRules.Distinct(wanted.Vlans.Select(vlan => (vlan?.Link, vlan?.Id)), $"{field}.vlans", "a VLAN"),
        .. wanted.Vlans.Index().Where(vlan => vlan.Item is not null).SelectMany(vlan => Vlan(vlan.Item, $"{field}.vlans[{vlan.Index}]")),
        .. Nameservers(wanted.Nameservers, $"{field}.nameservers"),
    ];

    private static IEnumerable<FieldError> Interface(InterfaceNetworkData configured, string field) =>
    [
        .. FieldRules.Length(configured.Name, $"{field}.name", 1, 63),
        .. Mtu(configured.Mtu, field),
        .. IPConfigurationRules.Check(configured.IP, $"{field}.ip"),
    ];

    private static IEnumerable<FieldError> Bond(BondNetworkData bond, string field) =>
    [
        .. FieldRules.Length(bond.Name, $"{field}.name", 1, 63),
        .. FieldRules.Match(bond.Name, $"{field}.name", Label(), "a DNS label: lower-case letters, digits and inner hyphens"),
        .. FieldRules.Count(bond.Interfaces, $"{field}.interfaces", 16, least: 1),
        .. FieldRules.Defined(bond.Mode, $"{field}.mode"),
        .. bond.TransmitHashPolicy is { } policy ? FieldRules.Defined(policy, $"{field}.transmitHashPolicy") : [],
        .. bond.MiiMonitorInterval is >= 0 and <= 60000 ? [] : new[] { new FieldError($"{field}.miiMonitorInterval", "must be 0 to 60000 milliseconds") },
        .. Mtu(bond.Mtu, field),
        .. IPConfigurationRules.Check(bond.IP, $"{field}.ip"),
    ];

    private static IEnumerable<FieldError> Members(IReadOnlyList<BondNetworkData> bonds, string field)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, bond) in bonds.Index())
        {
            foreach (var (member, name) in (bond?.Interfaces ?? []).Index())
            {
                if (!seen.Add(name))
                {
                    yield return new FieldError($"{field}[{index}].interfaces[{member}]", "is in a bond already: remove it from one");
                }
            }
        }
    }

    private static IEnumerable<FieldError> Vlan(VlanNetworkData vlan, string field) =>
    [
        .. FieldRules.Length(vlan.Link, $"{field}.link", 1, 63),
        .. vlan.Id is >= 1 and <= 4094 ? [] : new[] { new FieldError($"{field}.id", "must be 1 to 4094") },
        .. Mtu(vlan.Mtu, field),
        .. IPConfigurationRules.Check(vlan.IP, $"{field}.ip"),
    ];

    /// <summary>Resolvers of a link or of the guest.</summary>
    internal static IEnumerable<FieldError> Nameservers(IReadOnlyList<string> nameservers, string field) =>
    [
        .. FieldRules.Count(nameservers, field, 16),
        .. nameservers.Index().Where(each => !InterfaceAddress.TryParseHost(each.Item, out _))
            .Select(each => new FieldError($"{field}[{each.Index}]", "must be an address, such as 192.0.2.53 or 2001:db8::53")),
    ];

    // 68 is the least that IPv4 allows (RFC 791); the rest is what sixteen bits hold.
    private static IEnumerable<FieldError> Mtu(int? mtu, string field) =>
        mtu is null or (>= 68 and <= 65535) ? [] : [new FieldError($"{field}.mtu", "must be 68 to 65535 bytes")];

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
