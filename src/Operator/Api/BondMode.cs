using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Mode of a bond, as Linux's bonding driver and Nova's network_data.json name it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BondMode>))]
public enum BondMode
{
    /// <summary>Round robin.</summary>
    [JsonStringEnumMemberName("balance-rr")]
    BalanceRoundRobin,

    /// <summary>One link at a time.</summary>
    [JsonStringEnumMemberName("active-backup")]
    ActiveBackup,

    /// <summary>By hash.</summary>
    [JsonStringEnumMemberName("balance-xor")]
    BalanceXor,

    /// <summary>Every packet on every link.</summary>
    [JsonStringEnumMemberName("broadcast")]
    Broadcast,

    /// <summary>Link aggregation by LACP.</summary>
    [JsonStringEnumMemberName("802.3ad")]
    LinkAggregation,

    /// <summary>Adaptive transmit load balancing.</summary>
    [JsonStringEnumMemberName("balance-tlb")]
    AdaptiveTransmitLoadBalancing,

    /// <summary>Adaptive load balancing.</summary>
    [JsonStringEnumMemberName("balance-alb")]
    AdaptiveLoadBalancing,
}
