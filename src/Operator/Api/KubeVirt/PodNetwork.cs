namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The pod network.</summary>
public sealed record PodNetwork
{
    /// <summary>CIDR of the guest behind masquerade.</summary>
    public string? VmNetworkCIDR { get; init; }
}
