using ConfigDrive.Operator.Api.Core;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Spec of a VirtualMachineInstance.</summary>
public sealed record VirtualMachineInstanceSpec
{
    /// <summary>Host name of the guest.</summary>
    public string? Hostname { get; init; }

    /// <summary>Subdomain of the guest.</summary>
    public string? Subdomain { get; init; }

    /// <summary>CPU architecture: amd64, arm64, s390x.</summary>
    public string? Architecture { get; init; }

    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Rules about the nodes.</summary>
    public Affinity? Affinity { get; init; }

    /// <summary>Taints of nodes that are borne.</summary>
    public IReadOnlyList<Toleration>? Tolerations { get; init; }

    /// <summary>The virtual hardware.</summary>
    public DomainSpec Domain { get => field ?? new(); init; }

    /// <summary>Networks that interfaces connect to, by name.</summary>
    public IReadOnlyList<Network> Networks { get => field ?? []; init; }

    /// <summary>Volumes that disks show, by name.</summary>
    public IReadOnlyList<Volume> Volumes { get => field ?? []; init; }
}
