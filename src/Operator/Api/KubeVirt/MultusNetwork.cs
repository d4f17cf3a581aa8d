namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A network by Multus.</summary>
public sealed record MultusNetwork
{
    /// <summary>Name of the NetworkAttachmentDefinition.</summary>
    public string NetworkName { get => field ?? ""; init; }

    /// <summary>Whether it replaces the pod network.</summary>
    public bool Default { get; init; }
}
