using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A bond of interfaces.")]
public sealed record BondNetworkData
{
    [Description("Name by which VLANs refer to the bond.")]
    [Schema(Pattern = $"^{NamePattern.Label}$", PatternInWords = NamePattern.LabelInWords, MaxLength = 63)]
    public required string Name { get; init; }

    [Description("Names of the interfaces that form the bond. The bond has the MAC address of the first.")]
    [Schema(MinItems = 1, MaxItems = 16, ListType = "set")]
    public required IReadOnlyList<string> Interfaces { get; init; }

    [Description("Mode of the bond.")]
    public required BondMode Mode { get; init; }

    [Description("How packets are spread, in the modes balance-xor, 802.3ad and balance-tlb.")]
    public BondTransmitHashPolicy? TransmitHashPolicy { get; init; }

    [Description("Interval of link monitoring in milliseconds.")]
    [Schema(Default = "100")]
    public int? MiiMonitorInterval { get => field ?? 100; init; }

    [Description("MTU in bytes.")]
    public int? Mtu { get; init; }

    [Description("Addresses, routes and resolvers.")]
    public IPConfiguration IP { get => field ?? new(); init; }
}
