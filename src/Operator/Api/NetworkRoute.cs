using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A route.")]
public sealed record NetworkRoute
{
    [Description("Destination with its prefix length, such as 0.0.0.0/0, 10.1.0.0/16 or ::/0.")]
    [Schema(MaxLength = 49)]
    public required string Destination { get; init; }

    [Description("Address of the gateway.")]
    [Schema(MaxLength = 45)]
    public required string Gateway { get; init; }
}
