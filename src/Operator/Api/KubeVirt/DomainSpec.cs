namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The virtual hardware.</summary>
public sealed record DomainSpec
{
    /// <summary>Firmware settings.</summary>
    public Firmware? Firmware { get; init; }

    /// <summary>CPU topology.</summary>
    public Cpu? Cpu { get; init; }

    /// <summary>Memory.</summary>
    public Memory? Memory { get; init; }

    /// <summary>Devices.</summary>
    public Devices Devices { get => field ?? new(); init; }
}
