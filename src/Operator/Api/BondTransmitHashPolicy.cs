using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>How a bond spreads packets, as Linux's bonding driver names it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BondTransmitHashPolicy>))]
public enum BondTransmitHashPolicy
{
    /// <summary>By MAC addresses.</summary>
    [JsonStringEnumMemberName("layer2")]
    Layer2,

    /// <summary>By MAC and IP addresses.</summary>
    [JsonStringEnumMemberName("layer2+3")]
    Layer2And3,

    /// <summary>By IP addresses and ports.</summary>
    [JsonStringEnumMemberName("layer3+4")]
    Layer3And4,

    /// <summary>As layer2+3, of the inner headers of tunnels.</summary>
    [JsonStringEnumMemberName("encap2+3")]
    Encapsulated2And3,

    /// <summary>As layer3+4, of the inner headers of tunnels.</summary>
    [JsonStringEnumMemberName("encap3+4")]
    Encapsulated3And4,
}
