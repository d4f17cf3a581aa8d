namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A network.</summary>
public sealed record Network
{
    /// <summary>Name, equal to that of its interface.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Given when this is the pod's own network.</summary>
    public PodNetwork? Pod { get; init; }

    /// <summary>Given when Multus provides the network.</summary>
    public MultusNetwork? Multus { get; init; }
}
