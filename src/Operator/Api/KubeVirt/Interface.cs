namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A network interface.</summary>
public sealed record Interface
{
    /// <summary>Name, equal to that of its network.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>MAC address, when fixed in the spec.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Given when the guest is behind KubeVirt's network address translation.</summary>
    public InterfaceMasquerade? Masquerade { get; init; }

    /// <summary>Link state: <c>up</c>, <c>down</c>, or <c>absent</c> when the interface is unplugged.</summary>
    public string? State { get; init; }

    /// <summary>PCI address in the guest, when fixed in the spec, for example <c>0000:81:01.10</c>.</summary>
    public string? PciAddress { get; init; }

    /// <summary>Tag by which software in the guest knows the interface.</summary>
    public string? Tag { get; init; }
}
