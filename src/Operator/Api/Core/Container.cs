namespace ConfigDrive.Operator.Api.Core;

/// <summary>A container of a pod.</summary>
public sealed record Container
{
    /// <summary>Name, unique in the pod.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The image.</summary>
    public string Image { get => field ?? ""; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Arguments to the image's entry point.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<EnvVar>? Env { get; init; }

    /// <summary>What it asks for, and what it may use at most.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>What its processes may do.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>Volumes seen as folders.</summary>
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Volumes seen as block devices.</summary>
    public IReadOnlyList<VolumeDevice>? VolumeDevices { get; init; }
}
