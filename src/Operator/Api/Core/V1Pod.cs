using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>The fields of a Pod that the operator reads or writes (<c>core/v1 Pod</c>).</summary>
public sealed record V1Pod : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "Pod";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it runs, and where.</summary>
    public PodSpec Spec { get => field ?? new(); init; }

    /// <summary>What became of it.</summary>
    public PodStatus? Status { get; init; }
}
