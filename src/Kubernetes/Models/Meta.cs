using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Kubernetes.Models;

// meta/v1: what all types share. Fields have Kubernetes' own names; its API reference says what they mean.

public sealed record V1ObjectMeta
{
    public string? Name { get; init; }
    public string? GenerateName { get; init; }
    public string? Namespace { get; init; }
    public string? Uid { get; init; }

    /// <summary>Differs after every change; opaque, to be compared for equality.</summary>
    public string? ResourceVersion { get; init; }
    public long? Generation { get; init; }

    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; set while finalizers keep the object.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? DeletionTimestamp { get; init; }
    public Dictionary<string, string>? Labels { get; init; }
    public Dictionary<string, string>? Annotations { get; init; }
    public List<V1OwnerReference>? OwnerReferences { get; init; }
    public List<string>? Finalizers { get; init; }
    public Discarded? ManagedFields { get; init; }

    /// <summary>The fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

public sealed record V1OwnerReference
{
    public string ApiVersion { get => field ?? ""; init; }
    public string Kind { get => field ?? ""; init; }
    public string Name { get => field ?? ""; init; }
    public string Uid { get => field ?? ""; init; }
    public bool? Controller { get; init; }
    public bool? BlockOwnerDeletion { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }

    /// <summary>The API group of the owner; empty for the core group.</summary>
    internal string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
}

/// <summary>Any object without its content, or one whose content only passes through.</summary>
public sealed record V1PartialObjectMetadata : KubernetesObject;

public sealed record V1ListMeta
{
    public string? ResourceVersion { get; init; }
    public string? Continue { get; init; }
}

public sealed record V1DeleteOptions
{
    public V1Preconditions? Preconditions { get; init; }
    public long? GracePeriodSeconds { get; init; }
    public string? PropagationPolicy { get; init; }
}

/// <summary>What must be true of an object for a deletion to go through; else it is answered with a conflict.</summary>
public sealed record V1Preconditions
{
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
}

/// <summary>What the server says about a request that failed.</summary>
public sealed record V1Status
{
    public string? Status { get; init; }
    public string? Message { get; init; }
    public string? Reason { get; init; }
    public V1StatusDetails? Details { get; init; }
    public int? Code { get; init; }
}

public sealed record V1StatusDetails
{
    public string? Name { get; init; }
    public List<V1StatusCause>? Causes { get; init; }
    public int? RetryAfterSeconds { get; init; }
}

public sealed record V1StatusCause
{
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public string? Field { get; init; }
}

[Description("One aspect of the object's state.")]
public sealed record V1Condition
{
    [Description("Which aspect.")]
    [Schema(MaxLength = 316)]
    public required string Type { get; init; }

    [Description("True, False or Unknown.")]
    [Schema(Pattern = "^(True|False|Unknown)$")]
    public required string Status { get; init; }

    [Description("Generation of the spec that the condition speaks of.")]
    public long? ObservedGeneration { get; init; }

    [Description("When the status last changed.")]
    [Schema(Type = "string", Format = "date-time")]
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public required DateTimeOffset? LastTransitionTime { get; init; }

    [Description("Why, one word for programs.")]
    [Schema(Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", MinLength = 1, MaxLength = 1024)]
    public required string Reason { get; init; }

    [Description("Why, a sentence for people.")]
    [Schema(MaxLength = 32768)]
    public required string Message { get; init; }
}

/// <summary>
/// A field that is skipped on reading and never written. <c>metadata.managedFields</c> is often larger than the object itself, and the server keeps its value
/// when an update omits it.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class Discarded
{
    private Discarded()
    {
    }

    public sealed class Converter : JsonConverter<Discarded>
    {
        public override Discarded? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Not Skip, which refuses while more may come; the serializer has read the whole value ahead.
            reader.TrySkip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, Discarded value, JsonSerializerOptions options) =>
            throw new InvalidOperationException("A discarded field has no value to write.");
    }
}

/// <summary><c>metav1.Time</c>: RFC 3339 in UTC, whole seconds.</summary>
public sealed class Rfc3339SecondsConverter() : Rfc3339Converter("yyyy-MM-dd'T'HH:mm:ss'Z'");

/// <summary><c>metav1.MicroTime</c>: RFC 3339 in UTC with exactly six decimals; the server refuses any other number of them.</summary>
public sealed class Rfc3339MicroConverter() : Rfc3339Converter("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

public abstract class Rfc3339Converter(string format) : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
    }
}
