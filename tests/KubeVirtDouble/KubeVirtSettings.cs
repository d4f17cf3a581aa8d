namespace ConfigDrive.KubeVirtDouble;

/// <summary>What KubeVirt is set to.</summary>
public sealed record KubeVirtSettings
{
    /// <summary>Feature gate DeclarativeHotplugVolumes.</summary>
    public bool DeclarativeHotplugVolumes { get; init; } = true;

    /// <summary>Legacy feature gate HotplugVolumes, which wins.</summary>
    public bool HotplugVolumes { get; init; }

    /// <summary>Whether changed media of running VirtualMachines are followed.</summary>
    public bool ChangesMedia => DeclarativeHotplugVolumes && !HotplugVolumes;
}
