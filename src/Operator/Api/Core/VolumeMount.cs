namespace ConfigDrive.Operator.Api.Core;

/// <summary>A volume seen as a folder.</summary>
public sealed record VolumeMount
{
    /// <summary>Name of the volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Path of the folder in the container.</summary>
    public string MountPath { get => field ?? ""; init; }

    /// <summary>Whether it cannot be written.</summary>
    public bool? ReadOnly { get; init; }
}
