namespace ConfigDrive.KubeVirtDouble;

/// <summary>A claim as a node finds it.</summary>
public enum ClaimState
{
    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>It is bound, and holds no disk.img: KubeVirt takes it for filled until it mounts it.</summary>
    Unfilled,

    /// <summary>It holds a disk.img.</summary>
    Filled,
}
