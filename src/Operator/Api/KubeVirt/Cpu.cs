namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>CPU topology.</summary>
public sealed record Cpu
{
    /// <summary>Cores per socket.</summary>
    public long? Cores { get; init; }

    /// <summary>Sockets.</summary>
    public long? Sockets { get; init; }

    /// <summary>Threads per core.</summary>
    public long? Threads { get; init; }
}
