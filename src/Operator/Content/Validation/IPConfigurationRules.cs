using System.Net.Sockets;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the addresses, routes and resolvers of a link.</summary>
internal static class IPConfigurationRules
{
    public static IEnumerable<FieldError> Check(IPConfiguration configuration, string field) =>
    [
        .. FieldRules.Count(configuration.Addresses, $"{field}.addresses", 32),
        .. FieldRules.Distinct(configuration.Addresses, $"{field}.addresses", "an address"),
        .. configuration.Addresses.Index().Where(each => !InterfaceAddress.TryParse(each.Item, out _)).Select(each => new FieldError(
            $"{field}.addresses[{each.Index}]", "must be an address with a prefix length, such as 192.0.2.5/24 or 2001:db8::5/64")),
        .. configuration.Autoconfiguration is { } kinds ? Autoconfiguration(kinds, $"{field}.autoconfiguration") : [],
        .. FieldRules.Count(configuration.Routes, $"{field}.routes", 64),
        .. configuration.Routes.Index().Where(route => route.Item is not null).SelectMany(route => Route(route.Item, $"{field}.routes[{route.Index}]")),
        .. NetworkDataRules.Nameservers(configuration.Nameservers, $"{field}.nameservers"),
    ];

    private static IEnumerable<FieldError> Autoconfiguration(IReadOnlyList<AddressAutoconfiguration> kinds, string field) =>
    [
        .. FieldRules.Count(kinds, field, 3),
        .. FieldRules.Distinct(kinds, field, "a kind"),
        .. kinds.Index().SelectMany(kind => FieldRules.Defined(kind.Item, $"{field}[{kind.Index}]")),
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
}
