using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Turns the body of a watch, one JSON document a line, into events. Each object is parsed once, and one that cannot be
/// read is an event like any other. A line that the end of the body cuts off is dropped: the
/// next watch starts before it.
/// </summary>
internal static class WatchStream
{
    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        string request, Stream body, ResourceDefinition<T> definition, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16384, minimumReadSize: 1024, leaveOpen: true));
        try
        {
            ReadResult read;
            do
            {
                read = await pipe.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    yield return Parse(request, rest.Slice(0, end), definition);
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                pipe.AdvanceTo(rest.Start, rest.End);
            }
            while (!read.IsCompleted);
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static WatchEvent<T> Parse<T>(string request, in ReadOnlySequence<byte> line, ResourceDefinition<T> definition)
        where T : class, IKubernetesObject
    {
        var (type, json) = Split(line);
        switch (type)
        {
            case "ADDED":
                return Change(WatchEventType.Added, json, definition);
            case "MODIFIED":
                return Change(WatchEventType.Modified, json, definition);
            case "DELETED":
                return Change(WatchEventType.Deleted, json, definition);
            case "BOOKMARK":
                var bookmark = Utf8Json.Deserialize(json, KubernetesJsonContext.Default.V1PartialObjectMetadata)!.Metadata;
                return new(WatchEventType.Bookmark, null, bookmark.ResourceVersion ?? "", bookmark.Annotations?.ContainsKey(InitialEventsEnd) is true);
            case "ERROR":
                var status = Utf8Json.Deserialize(json, KubernetesJsonContext.Default.V1Status)!;
                throw new KubernetesException(request, status, (HttpStatusCode)(status.Code ?? 500));
            default:
                throw new JsonException($"{request} sent a watch event of unknown type '{type}'");
        }
    }

    private static WatchEvent<T> Change<T>(WatchEventType type, in ReadOnlySequence<byte> json, ResourceDefinition<T> definition)
        where T : class, IKubernetesObject
    {
        var resource = definition.Read(json, out var unreadable);
        return new(type, resource, resource?.Metadata.ResourceVersion ?? unreadable?.ResourceVersion ?? "") { Unreadable = unreadable };
    }

    /// <summary>Finds type and object of <c>{"type":"ADDED","object":{…}}</c> without reading the object, which API servers send last.</summary>
    private static (string? Type, ReadOnlySequence<byte> Json) Split(in ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        ReadOnlySequence<byte> json = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = reader.TokenStartIndex;
                if (type is not null && line.Slice(line.GetPosition(line.Length - 1)).FirstSpan[0] == (byte)'}')
                {
                    return (type, line.Slice(start, line.Length - 1 - start));
                }

                reader.Skip();
                json = line.Slice(start, reader.BytesConsumed - start);
            }
            else
            {
                reader.Skip();
            }
        }

        return (type, json);
    }
}
