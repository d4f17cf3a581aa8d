using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>How a guest asks the network for an address.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AddressAutoconfiguration>))]
public enum AddressAutoconfiguration
{
    /// <summary>DHCP for IPv4 (RFC 2131).</summary>
    DHCPv4,

    /// <summary>DHCP for IPv6 (RFC 8415).</summary>
    DHCPv6,

    /// <summary>Stateless address autoconfiguration of IPv6 (RFC 4862).</summary>
    SLAAC,
}
