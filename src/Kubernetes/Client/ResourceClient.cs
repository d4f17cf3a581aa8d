using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Reads and writes the objects of one type. Every method throws <see cref="KubernetesException"/> when the server answers with a failure,
/// <see cref="TimeoutException"/> when it does not answer, <see cref="HttpRequestException"/> when it cannot be reached, and
/// <see cref="UnreadableObjectException"/> when its answer does not fit the type.
/// </summary>
public sealed class ResourceClient<T>
    where T : class, IKubernetesObject
{
    private readonly KubernetesClient client;
    private readonly string acceptFormat;
    private readonly string acceptOne;
    private readonly string acceptList;

    internal ResourceClient(KubernetesClient client, ResourceDefinition<T> definition, string acceptFormat)
    {
        this.client = client;
        this.acceptFormat = acceptFormat;
        Definition = definition;
        acceptOne = "application/json" + string.Format(CultureInfo.InvariantCulture, acceptFormat, "");
        acceptList = "application/json" + string.Format(CultureInfo.InvariantCulture, acceptFormat, "List");
    }

    public ResourceDefinition<T> Definition { get; }

    internal KubernetesClient Client => client;

    /// <summary>The same objects, of which only what <paramref name="transform"/> returns is kept (<see cref="ResourceDefinition{T}.Transform"/>).</summary>
    public ResourceClient<T> WithTransform(Func<T, T> transform) => new(client, Definition with { Transform = transform }, acceptFormat);

    /// <summary>The object, as it is now.</summary>
    public Task<T> GetAsync(NamespacedName key, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(HttpMethod.Get, Definition.ObjectPath(key)) { Accept = acceptOne }, cancellationToken);

    /// <summary>The object, as it is now; null when it, or its whole type, does not exist.</summary>
    public async Task<T?> FindAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(key, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>One page of objects.</summary>
    /// <exception cref="UnreadableObjectException">One of them does not fit the type.</exception>
    public async Task<KubernetesList<T>> ListAsync(ListOptions options, CancellationToken cancellationToken)
    {
        var (request, list) = await ListPageAsync(options, cancellationToken);
        return list.Unreadable is [var first, ..] ? throw new UnreadableObjectException(request.ToString(), first) : list;
    }

    /// <summary>One page of objects, those that can be read and those that cannot.</summary>
    internal async Task<(ApiRequest Request, KubernetesList<T> List)> ListPageAsync(ListOptions options, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, Definition.CollectionPath(options.Namespace))
        {
            Query =
            [
                new("labelSelector", options.LabelSelector),
                new("fieldSelector", options.FieldSelector),
                new("limit", options.Limit?.ToString(CultureInfo.InvariantCulture)),
                new("continue", options.Continue),
                new("resourceVersion", options.ResourceVersion),
                new("resourceVersionMatch", options.ResourceVersionMatch),
            ],
            Accept = acceptList,
        };
        return (request, await client.SendAsync(request, (body, token) => JsonListReader<T>.ReadAsync(body, Definition, token), cancellationToken));
    }

    /// <summary>All objects, page after page.</summary>
    public async IAsyncEnumerable<T> ListAllAsync(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        KubernetesList<T> page;
        do
        {
            page = await ListAsync(options, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            options = options with { Continue = page.Continue, ResourceVersion = null, ResourceVersionMatch = null };
        }
        while (page.Continue is not null);
    }

    /// <summary>Creates an object; returns it as the server stored it.</summary>
    public Task<T> CreateAsync(T resource, CancellationToken cancellationToken) =>
        SendAsync(Write(HttpMethod.Post, Definition.CollectionPath(resource.Metadata.Namespace), resource, Definition.TypeInfo), cancellationToken);

    /// <summary>Creates an object from its JSON, for a type that would also write the defaults of absent fields; returns it as the server stored it.</summary>
    public Task<T> CreateAsync(string? @namespace, JsonNode manifest, CancellationToken cancellationToken) => SendAsync(
        new ApiRequest(HttpMethod.Post, Definition.CollectionPath(@namespace)) { Accept = acceptOne, Body = Encoding.UTF8.GetBytes(manifest.ToJsonString()) },
        cancellationToken);

    /// <summary>Replaces an object. A resource version in it makes the write fail with a conflict when the object has changed since.</summary>
    public Task<T> ReplaceAsync(T resource, CancellationToken cancellationToken) =>
        SendAsync(Write(HttpMethod.Put, Definition.ObjectPath(NamespacedName.From(resource)), resource, Definition.TypeInfo), cancellationToken);

    /// <summary>Changes part of an object, or of its subresource; returns the object as the server stored it.</summary>
    public Task<T> PatchAsync(
        NamespacedName key, Patch patch, string? subresource = null, PatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var manager = options?.FieldManager ?? (patch is ApplyPatch ? client.FieldManager : null);
        var request = new ApiRequest(HttpMethod.Patch, Definition.ObjectPath(key, subresource))
        {
            Query = [new("fieldManager", manager), new("force", options?.Force is true ? "true" : null)],
            Accept = acceptOne,
            Body = Encoding.UTF8.GetBytes(patch.ToJson().ToJsonString()),
            ContentType = patch.ContentType,
        };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Deletes an object; false when it did not exist.</summary>
    public async Task<bool> DeleteAsync(NamespacedName key, V1DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Write(
            HttpMethod.Delete, Definition.ObjectPath(key), options ?? new V1DeleteOptions(), KubernetesJsonContext.Default.V1DeleteOptions);
        try
        {
            return await client.SendAsync(request, static (_, _) => new ValueTask<bool>(true), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// One watch, until the server or the connection ends it. An error event, such as 410 for a version too old, is thrown as
    /// <see cref="KubernetesException"/>. To watch a type through all of that, use a watcher (<c>ConfigDrive.Kubernetes.Watching</c>).
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Get, Definition.CollectionPath(options.Namespace))
        {
            Query =
            [
                new("labelSelector", options.LabelSelector),
                new("fieldSelector", options.FieldSelector),
                new("watch", "true"),
                new("allowWatchBookmarks", "true"),
                new("resourceVersion", options.ResourceVersion),
                new("timeoutSeconds", options.Timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)),
                new("sendInitialEvents", options.SendInitialEvents ? "true" : null),
                new("resourceVersionMatch", options.SendInitialEvents ? "NotOlderThan" : null),
            ],
            Accept = acceptOne,
        };
        using var response = await client.OpenAsync(request, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var change in WatchStream.ReadAsync(request.ToString(), body, Definition, cancellationToken))
        {
            yield return change;
        }
    }

    private ApiRequest Write<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> typeInfo) =>
        new(method, path) { Accept = acceptOne, Body = JsonSerializer.SerializeToUtf8Bytes(body, typeInfo) };

    private Task<T> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        client.SendAsync(request, (body, token) => ReadAsync(request, body, token), cancellationToken);

    private async ValueTask<T> ReadAsync(ApiRequest request, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return Definition.Finish((await JsonSerializer.DeserializeAsync(body, Definition.TypeInfo, cancellationToken))!);
        }
        catch (JsonException exception)
        {
            throw new UnreadableObjectException(request.ToString(), exception.Path ?? "$");
        }
    }
}

/// <summary>How to patch.</summary>
/// <param name="FieldManager">The owner of the fields written; null means the client's user agent, for server-side apply alone.</param>
/// <param name="Force">For server-side apply: takes over fields that others own, instead of a conflict.</param>
public sealed record PatchOptions(string? FieldManager = null, bool Force = false);
