using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The last migration of a VirtualMachineInstance.</summary>
public sealed record MigrationState
{
    /// <summary>When it began.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? StartTimestamp { get; init; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>Whether it is over and succeeded.</summary>
    public bool Completed { get; init; }

    /// <summary>Whether it is over and failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Whether it is under way.</summary>
    public bool IsUnderWay() => StartTimestamp is not null && EndTimestamp is null && !Completed && !Failed;
}
