using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Reads a list item by item as its bytes arrive, so that a page never stands in memory as text, and no list type is needed for each resource.
/// One object that cannot be read does not take the others with it.
/// </summary>
internal sealed class JsonListReader<T>(ResourceDefinition<T> definition)
    where T : class, IKubernetesObject
{
    private readonly List<T> items = [];
    private readonly List<UnreadableObject> unreadable = [];
    private V1ListMeta metadata = new();
    private JsonReaderState state;
    private bool insideItems;

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
        return new KubernetesList<T>(list.items, metadata.ResourceVersion ?? "", next) { Unreadable = list.unreadable };
    }

    /// <summary>Takes in as many whole values as there are; the answer is where the next one starts.</summary>
    private SequencePosition Consume(ReadOnlySequence<byte> buffer, bool isFinal)
    {
        var reader = new Utf8JsonReader(buffer, isFinal, state);
        var whole = reader;
        while (insideItems ? TakeItem(ref reader, buffer) : TakeMember(ref reader, buffer))
        {
            whole = reader;
        }

        state = whole.CurrentState;
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
