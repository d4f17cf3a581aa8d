using System.Net;
using System.Net.Sockets;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>Makes the networks of one link.</summary>
internal static class SubnetFactory
{
    /// <summary>
    /// The networks of a link: one for each static address and each kind of autoconfiguration. Routes and resolvers go with the first
    /// network of their family.
    /// </summary>
    /// <param name="link">The link's id.</param>
    /// <param name="configuration">What the user wants.</param>
    /// <param name="guestNameservers">Resolvers of the whole guest. A link that names resolvers gets these too, since cloud-init from 25
    /// on gives it no others.</param>
    /// <param name="field">Path of the configuration in the ConfigDrive.</param>
    /// <exception cref="InvalidContentException">A route has no network of its family to go by.</exception>
    public static IReadOnlyList<Subnet> Create(string link, IPConfiguration configuration, IReadOnlyList<string> guestNameservers, string field)
    {
        var networks = Addressed(link, configuration).Concat(Autoconfigured(link, configuration)).ToList();
        var routes = configuration.Routes.Select(Parse).ToList();
        for (var index = 0; index < routes.Count; index++)
        {
            if (!networks.Exists(network => network.IsIPv4 == routes[index].Destination.IsIPv4))
            {
                throw new InvalidContentException(
                    $"{field}.routes[{index}]", "has no address of its family to go by: give one in addresses or autoconfiguration");
            }
        }

        var named = configuration.Nameservers.Count == 0 ? [] : configuration.Nameservers.Concat(guestNameservers);
        IPAddress[] nameservers = [.. named.Select(IPAddress.Parse).Distinct()];
        foreach (var isIPv4 in (ReadOnlySpan<bool>)[true, false])
        {
            var first = networks.FindIndex(network => network.IsIPv4 == isIPv4);
            if (first >= 0)
            {
                networks[first] = networks[first] with
                {
                    Routes = [.. routes.Where(route => route.Destination.IsIPv4 == isIPv4)],
                    Nameservers = [.. nameservers.Where(nameserver => nameserver.AddressFamily is AddressFamily.InterNetwork == isIPv4)],
                };
            }
        }

        return networks;
    }

    private static IEnumerable<Subnet> Addressed(string link, IPConfiguration configuration)
    {
        foreach (var text in configuration.Addresses)
        {
            _ = InterfaceAddress.TryParse(text, out var address);
            yield return new Subnet(link, address.IsIPv4 ? "ipv4" : "ipv6") { Address = address };
        }
    }

    private static IEnumerable<Subnet> Autoconfigured(string link, IPConfiguration configuration)
    {
        var wanted = configuration.Autoconfiguration ?? (configuration.Addresses.Count == 0 ? [AddressAutoconfiguration.DHCPv4] : []);
        return wanted.Select(kind => new Subnet(link, kind switch
        {
            AddressAutoconfiguration.DHCPv4 => "ipv4_dhcp",
            AddressAutoconfiguration.DHCPv6 => "ipv6_dhcp",
            AddressAutoconfiguration.SLAAC => "ipv6_slaac",
            _ => throw new ArgumentOutOfRangeException(nameof(configuration), kind, "unknown autoconfiguration"),
        }));
    }

    private static (InterfaceAddress Destination, IPAddress Gateway) Parse(NetworkRoute route)
    {
        _ = InterfaceAddress.TryParse(route.Destination, out var destination);
        return (destination, IPAddress.Parse(route.Gateway));
    }
}
