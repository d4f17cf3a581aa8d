namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A device of the node that is passed to the guest; it may be a network card.</summary>
public sealed record HostDevice
{
    /// <summary>Name of the device.</summary>
    public string Name { get => field ?? ""; init; }
}
