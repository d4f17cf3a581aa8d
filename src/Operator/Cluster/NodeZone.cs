namespace ConfigDrive.Operator.Cluster;

/// <summary>The zone that a node tells of itself (kubernetes.io, "Well-Known Labels, Annotations and Taints").</summary>
internal static class NodeZone
{
    /// <summary>Zone of <paramref name="node"/>; <c>null</c> when there is no node or no label.</summary>
    public static string? Read(V1PartialObjectMetadata? node) =>
        node?.Metadata.Labels?.GetValueOrDefault(Labels.Zone);
}
