using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>An event of a watch.</summary>
public abstract record WatchEvent<T>
    where T : class, IKubernetesObject
{
    private WatchEvent(string resourceVersion) => ResourceVersion = resourceVersion;

    /// <summary>The version of the change.</summary>
    public string ResourceVersion { get; }

    /// <summary>The object is new to the watch, or has changed.</summary>
    public sealed record Applied(T Object) : WatchEvent<T>(Object.Metadata.ResourceVersion ?? "");

    /// <summary>As <see cref="Applied"/>, but the object does not fit its type.</summary>
    public sealed record Unreadable(UnreadableObject Found) : WatchEvent<T>(Found.ResourceVersion);

    /// <summary>The object is deleted, or no longer matches the selectors.</summary>
    public sealed record Deleted(NamespacedName Key, string ResourceVersion) : WatchEvent<T>(ResourceVersion);

    /// <summary>All changes up to this version have been sent.</summary>
    /// <param name="ResourceVersion">The version.</param>
    /// <param name="EndsInitialEvents">Whether this ends a streaming list.</param>
    public sealed record Bookmark(string ResourceVersion, bool EndsInitialEvents) : WatchEvent<T>(ResourceVersion);
}

/// <summary>Which changes to watch.</summary>
public sealed record WatchOptions : ObjectSelector
{
    /// <summary>The version after which changes are wanted.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>After how long the server is to end the watch.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>
    /// Asks for the present objects first, as <c>ADDED</c> events that end with a bookmark (a streaming list). A server without streaming lists answers 422.
    /// </summary>
    public bool SendInitialEvents { get; init; }
}

/// <summary>
/// Turns the body of a watch, one JSON document per line, into events. Each object is parsed once, and one that cannot be read is an event like any other. A line
/// that the end of the body cuts off is dropped: the next watch starts before it.
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
            case "ADDED" or "MODIFIED":
                return definition.Read(json, out var unreadable) is { } resource
                    ? new WatchEvent<T>.Applied(resource)
                    : new WatchEvent<T>.Unreadable(unreadable!);
            case "DELETED":
                var deleted = Utf8Json.Deserialize(json, ObjectOutlineJsonContext.Default.ObjectOutline)?.Metadata
                    ?? throw new JsonException($"{request} sent the deletion of an object without metadata");
                return new WatchEvent<T>.Deleted(deleted.Key, deleted.ResourceVersion ?? "");
            case "BOOKMARK":
                var bookmark = Utf8Json.Deserialize(json, KubernetesJsonContext.Default.V1PartialObjectMetadata)!.Metadata;
                return new WatchEvent<T>.Bookmark(bookmark.ResourceVersion ?? "", bookmark.Annotations?.ContainsKey(InitialEventsEnd) is true);
            case "ERROR":
                var status = Utf8Json.Deserialize(json, KubernetesJsonContext.Default.V1Status)!;
                throw new KubernetesException(request, status, (HttpStatusCode)(status.Code ?? 500));
            default:
                throw new JsonException($"{request} sent a watch event of unknown type '{type}'");
        }
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
