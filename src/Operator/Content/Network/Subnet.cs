using System.Net;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>An item of <c>networks</c> in <c>network_data.json</c>: how a link gets an address, and what comes with it.</summary>
/// <param name="Link">The link's id.</param>
/// <param name="Type">Nova's type: <c>ipv4</c>, <c>ipv6</c>, <c>ipv4_dhcp</c>, <c>ipv6_dhcp</c>, <c>ipv6_slaac</c>.</param>
internal sealed record Subnet(string Link, string Type)
{
    /// <summary>The address of the static types.</summary>
    public InterfaceAddress? Address { get; init; }

    /// <summary>Routes by way of this network.</summary>
    public IReadOnlyList<(InterfaceAddress Destination, IPAddress Gateway)> Routes { get; init; } = [];

    /// <summary>Resolvers of this network.</summary>
    public IReadOnlyList<IPAddress> Nameservers { get; init; } = [];

    /// <summary>Whether this is IPv4.</summary>
    public bool IsIPv4 => Type.StartsWith("ipv4", StringComparison.Ordinal);
}
