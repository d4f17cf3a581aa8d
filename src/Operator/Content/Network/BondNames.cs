using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Names of bonding options in Linux's driver (Documentation/networking/bonding.rst), which <c>network_data.json</c> uses too.
/// </summary>
internal static class BondNames
{
    /// <summary>Name of a mode.</summary>
    public static string Of(BondMode mode) => mode switch
    {
        BondMode.BalanceRoundRobin => "balance-rr",
        BondMode.ActiveBackup => "active-backup",
        BondMode.BalanceXor => "balance-xor",
        BondMode.Broadcast => "broadcast",
        BondMode.LinkAggregation => "802.3ad",
        BondMode.AdaptiveTransmitLoadBalancing => "balance-tlb",
        BondMode.AdaptiveLoadBalancing => "balance-alb",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "unknown mode"),
    };

    /// <summary>Name of a policy.</summary>
    public static string Of(BondTransmitHashPolicy policy) => policy switch
    {
        BondTransmitHashPolicy.Layer2 => "layer2",
        BondTransmitHashPolicy.Layer2And3 => "layer2+3",
        BondTransmitHashPolicy.Layer3And4 => "layer3+4",
        BondTransmitHashPolicy.Encapsulated2And3 => "encap2+3",
        BondTransmitHashPolicy.Encapsulated3And4 => "encap3+4",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "unknown policy"),
    };
}
