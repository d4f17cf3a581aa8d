namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Devices of a domain.</summary>
public sealed record Devices
{
    /// <summary>Disks, in the order of the guest's drives.</summary>
    public IReadOnlyList<Disk> Disks { get => field ?? []; init; }

    /// <summary>Network interfaces.</summary>
    public IReadOnlyList<Interface> Interfaces { get => field ?? []; init; }

    /// <summary>Devices of the node.</summary>
    public IReadOnlyList<HostDevice> HostDevices { get => field ?? []; init; }
}
