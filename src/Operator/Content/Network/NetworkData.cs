using System.Net;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>What <c>network_data.json</c> and a generated <c>network-config</c> say.</summary>
/// <param name="Links">Cards, bonds, VLANs, in this order.</param>
/// <param name="Networks">Networks, in the order of their links.</param>
/// <param name="Nameservers">Every resolver, those of single networks too: cloud-init before 25, Talos and afterburn read no
/// others.</param>
internal sealed record NetworkData(IReadOnlyList<NetworkLink> Links, IReadOnlyList<Subnet> Networks, IReadOnlyList<IPAddress> Nameservers)
{
    /// <summary>The resolvers among <see cref="Nameservers"/> that are for every link.</summary>
    public IReadOnlyList<IPAddress> GuestNameservers { get; init; } = [];
}
