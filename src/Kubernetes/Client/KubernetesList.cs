using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Which objects of a type to list or watch.</summary>
public record ObjectSelector
{
    /// <summary>Namespace; null means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels that the objects must have: <c>app=web,tier!=cache</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Fields that the objects must have: <c>metadata.name=x</c>; which fields are possible depends on the type.</summary>
    public string? FieldSelector { get; init; }
}

/// <summary>Which objects to list, and how.</summary>
public sealed record ListOptions : ObjectSelector
{
    /// <summary>Greatest number of objects on a page; null means all on one.</summary>
    public int? Limit { get; init; } = 500;

    /// <summary>Token of the page wanted; null for the first.</summary>
    public string? Continue { get; init; }

    /// <summary>
    /// Null for the latest state; <c>0</c> for any that the server has cached, which may be older than one seen before; else one not older than this.
    /// </summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How <see cref="ResourceVersion"/> is matched: <c>Exact</c> or <c>NotOlderThan</c>; null leaves it to the server.</summary>
    public string? ResourceVersionMatch { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The version at which the list is true, the same on all its pages: a watch from it misses nothing.</param>
/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record KubernetesList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue)
{
    /// <summary>The objects that could not be read: the server has them, but they are not among the items.</summary>
    public IReadOnlyList<UnreadableObject> Unreadable { get; init; } = [];

    /// <summary>Bytes of the page as the server sent it, decompressed.</summary>
    public long Bytes { get; init; }
}

/// <summary>
/// Reads a list item by item as its bytes arrive, so that a page is never in memory as text, and no list type is needed for each resource.
/// One object that cannot be read does not keep the others from being read.
/// </summary>
internal sealed class JsonListReader<T>(ResourceDefinition<T> definition)
    where T : class, IKubernetesObject
{
    private readonly List<T> items = [];
    private readonly List<UnreadableObject> unreadable = [];
    private V1ListMeta metadata = new();
    private JsonReaderState state;
    private bool insideItems;
    private long bytes;

    public static async ValueTask<KubernetesList<T>> ReadAsync(
        Stream body, ResourceDefinition<T> definition, CancellationToken cancellationToken)
    {
        var list = new JsonListReader<T>(definition);
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 65536, minimumReadSize: 4096, leaveOpen: true));
        try
        {
            ReadResult read;
            do
            {
                read = await pipe.ReadAsync(cancellationToken);
                pipe.AdvanceTo(list.Consume(read.Buffer, read.IsCompleted), read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        finally
        {
            await pipe.CompleteAsync();
        }

        var (metadata, next) = (list.metadata, list.metadata.Continue is { Length: > 0 } token ? token : null);
        return new KubernetesList<T>(list.items, metadata.ResourceVersion ?? "", next) { Unreadable = list.unreadable, Bytes = list.bytes };
    }

    /// <summary>Reads as many whole values as there are; returns where the next one starts.</summary>
    private SequencePosition Consume(ReadOnlySequence<byte> buffer, bool isFinal)
    {
        var reader = new Utf8JsonReader(buffer, isFinal, state);
        var whole = reader;
        while (insideItems ? TakeItem(ref reader, buffer) : TakeMember(ref reader, buffer))
        {
            whole = reader;
        }

        state = whole.CurrentState;
        bytes += whole.BytesConsumed;
        return buffer.GetPosition(whole.BytesConsumed);
    }

    private bool TakeMember(ref Utf8JsonReader reader, in ReadOnlySequence<byte> buffer)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            return true;
        }

        var isItems = reader.ValueTextEquals("items"u8);
        var isMetadata = reader.ValueTextEquals("metadata"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (isItems && reader.TokenType == JsonTokenType.StartArray)
        {
            insideItems = true;
            return true;
        }

        if (!isMetadata)
        {
            return reader.TrySkip();
        }

        if (!TryTakeValue(ref reader, buffer, out var json))
        {
            return false;
        }

        metadata = Utf8Json.Deserialize(json, KubernetesJsonContext.Default.V1ListMeta) ?? metadata;
        return true;
    }

    private bool TakeItem(ref Utf8JsonReader reader, in ReadOnlySequence<byte> buffer)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            insideItems = false;
            return true;
        }

        if (!TryTakeValue(ref reader, buffer, out var json))
        {
            return false;
        }

        if (definition.Read(json, out var fault) is { } item)
        {
            items.Add(item);
        }
        else
        {
            unreadable.Add(fault!);
        }

        return true;
    }

    private static bool TryTakeValue(ref Utf8JsonReader reader, in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> json)
    {
        var start = reader.TokenStartIndex;
        var isWhole = reader.TrySkip();
        json = isWhole ? buffer.Slice(start, reader.BytesConsumed - start) : default;
        return isWhole;
    }
}
