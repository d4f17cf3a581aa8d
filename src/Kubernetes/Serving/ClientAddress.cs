using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Kubernetes.Serving;

/// <summary>The part of an address that identifies a client.</summary>
public static class ClientAddress
{
    /// <summary>An IPv4 address, also where the server listens on IPv6; of an IPv6 address its /64, all of which a client has with one.</summary>
    public static IPAddress Identify(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]),
        _ => address,
    };
}
