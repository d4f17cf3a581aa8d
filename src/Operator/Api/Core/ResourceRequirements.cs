using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>Resources by name: <c>cpu</c>, <c>memory</c>, <c>storage</c>.</summary>
public sealed record ResourceRequirements
{
    /// <summary>What is asked for.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Requests { get; init; }

    /// <summary>What is the most.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Limits { get; init; }
}
