using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Reads a list item by item as its bytes arrive, so that a page never stands in memory as text, and no list type is needed for each resource.
/// </summary>
internal sealed class JsonListReader<T>(JsonTypeInfo<T> itemType)
{
    private readonly List<T> items = [];
    private V1ListMeta metadata = new();
    private JsonReaderState state;
    private bool insideItems;

    public static async ValueTask<KubernetesList<T>> ReadAsync(Stream body, JsonTypeInfo<T> itemType, CancellationToken cancellationToken)
    {
        var list = new JsonListReader<T>(itemType);
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

        return new KubernetesList<T>(list.items, list.metadata.ResourceVersion ?? "", list.metadata.Continue is { Length: > 0 } next ? next : null);
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

        return isMetadata ? TakeValue(ref reader, buffer, KubernetesJsonContext.Default.V1ListMeta, out metadata!) : reader.TrySkip();
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

        if (!TakeValue(ref reader, buffer, itemType, out var item))
        {
            return false;
        }

        items.Add(item!);
        return true;
    }

    private static bool TakeValue<TValue>(
        ref Utf8JsonReader reader, in ReadOnlySequence<byte> buffer, JsonTypeInfo<TValue> typeInfo, out TValue? value)
    {
        var start = reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            value = default;
            return false;
        }

        value = Utf8Json.Deserialize(buffer.Slice(start, reader.BytesConsumed - start), typeInfo);
        return true;
    }
}
