namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A network interface as found.</summary>
public sealed record InterfaceStatus
{
    /// <summary>Name of the interface in the spec.</summary>
    public string? Name { get; init; }

    /// <summary>MAC address.</summary>
    public string? Mac { get; init; }

    /// <summary>First address.</summary>
    public string? IpAddress { get; init; }

    /// <summary>All addresses.</summary>
    public IReadOnlyList<string> IpAddresses { get => field ?? []; init; }
}
