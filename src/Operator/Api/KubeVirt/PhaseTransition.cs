using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>When a VirtualMachineInstance entered a phase.</summary>
public sealed record PhaseTransition
{
    /// <summary>The phase.</summary>
    public string? Phase { get; init; }

    /// <summary>When.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? PhaseTransitionTimestamp { get; init; }
}
