using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>One aspect of an object's state (<c>meta/v1 Condition</c>, whose schema the attributes repeat).</summary>
[Description("One aspect of the object's state.")]
public sealed record V1Condition
{
    /// <summary>Which aspect: <c>Ready</c>.</summary>
    [Description("Which aspect.")]
    [Schema(MaxLength = 316)]
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Description("True, False or Unknown.")]
    [Schema(Pattern = "^(True|False|Unknown)$")]
    public required string Status { get; init; }

    /// <summary>The generation that the condition speaks of.</summary>
    [Description("Generation of the spec that the condition speaks of.")]
    public long? ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    [Description("When the status last changed.")]
    [Schema(Type = "string", Format = "date-time")]
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public required DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, one UpperCamelCase word for programs.</summary>
    [Description("Why, one word for programs.")]
    [Schema(Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", MinLength = 1, MaxLength = 1024)]
    public required string Reason { get; init; }

    /// <summary>Why, a sentence for people.</summary>
    [Description("Why, a sentence for people.")]
    [Schema(MaxLength = 32768)]
    public required string Message { get; init; }
}
