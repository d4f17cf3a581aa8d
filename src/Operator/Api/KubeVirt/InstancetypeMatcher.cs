namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Names an instance type.</summary>
public sealed record InstancetypeMatcher
{
    /// <summary>Name of the instance type.</summary>
    public string? Name { get; init; }

    /// <summary>Its kind; KubeVirt's default is VirtualMachineClusterInstancetype.</summary>
    public string? Kind { get; init; }
}
