namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Present when a volume was plugged in by an attachment pod; absent for volumes that the instance has for all its life.</summary>
public sealed record HotplugVolumeStatus
{
    /// <summary>The pod that holds the volume.</summary>
    public string? AttachPodName { get; init; }
}
