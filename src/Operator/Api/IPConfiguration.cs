using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Addresses, routes and resolvers of a link.")]
public sealed record IPConfiguration
{
    [Description("Static addresses with their prefix length, such as 10.0.0.5/24 or 2001:db8::5/64.")]
    [Schema(MaxItems = 32, ListType = "set")]
    public IReadOnlyList<string> Addresses { get => field ?? []; init; }

    [Description("How the guest asks for addresses. Default: DHCPv4 when there are no static addresses, else none.")]
    [Schema(MaxItems = 3, ListType = "set")]
    public IReadOnlyList<AddressAutoconfiguration>? Autoconfiguration { get; init; }

    [Description("Routes. The default route has the destination 0.0.0.0/0 or ::/0. Guests with netplan apply them beside a static address only.")]
    [Schema(MaxItems = 64, ListType = "atomic")]
    public IReadOnlyList<NetworkRoute> Routes { get => field ?? []; init; }

    [Description("Addresses of resolvers.")]
    [Schema(MaxItems = 16, ListType = "atomic")]
    public IReadOnlyList<string> Nameservers { get => field ?? []; init; }
}
