namespace ConfigDrive.KubeVirtDouble;

/// <summary>What KubeVirt is set to.</summary>
public sealed record KubeVirtSettings
{
    /// <summary>Feature gate DeclarativeHotplugVolumes.</summary>
    public bool DeclarativeHotplugVolumes { get; init; } = true;

    /// <summary>Legacy feature gate HotplugVolumes, which wins.</summary>
    public bool HotplugVolumes { get; init; }

    /// <summary>What each preference has as <c>spec.devices.preferredCdromBus</c>; null when they leave it open.</summary>
    public string? PreferredCdromBus { get; init; }

    /// <summary>The nodes on which guests run: a guest starts on the first, and each migration takes it to the next.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = ["node1", "node2"];

    /// <summary>Whether changed media of running VirtualMachines are followed.</summary>
    public bool ChangesMedia => DeclarativeHotplugVolumes && !HotplugVolumes;
}
