namespace ConfigDrive.Operator.Api.Core;

/// <summary>A volume seen as a block device.</summary>
public sealed record VolumeDevice
{
    /// <summary>Name of the volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Path of the device in the container.</summary>
    public string DevicePath { get => field ?? ""; init; }
}
