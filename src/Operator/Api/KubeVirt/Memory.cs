using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Memory of the guest.</summary>
public sealed record Memory
{
    /// <summary>What the guest sees.</summary>
    public ResourceQuantity? Guest { get; init; }
}
