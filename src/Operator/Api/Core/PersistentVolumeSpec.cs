namespace ConfigDrive.Operator.Api.Core;

/// <summary>A volume of the cluster.</summary>
public sealed record PersistentVolumeSpec
{
    /// <summary>Nodes that can reach it; absent when all can.</summary>
    public VolumeNodeAffinity? NodeAffinity { get; init; }
}
