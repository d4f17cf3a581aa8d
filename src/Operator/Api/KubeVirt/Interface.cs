namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A network interface.</summary>
public sealed record Interface
{
    /// <summary>Name, equal to that of its network.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>MAC address, when fixed in the spec.</summary>
    public string? MacAddress { get; init; }
}
