using System.Collections.Concurrent;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.TestControlPlane;

/// <summary>The objects of one kind as the API server has them a moment ago: a list, and then a watch from the list's version on.</summary>
/// <remarks>
/// Kubernetes' own client leaves it to its user that a watch ends: by the server's time limit, with a lost connection, or as too old (410). Each time
/// the objects are listed anew, and what went meanwhile is gone.
/// </remarks>
public sealed class Watched<T> : IAsyncDisposable
    where T : IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Func<CancellationToken, Task<(IEnumerable<T> Items, string ResourceVersion)>> list;
    private readonly Func<string, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> watch;
    private readonly Action<T> changed;
    private readonly ConcurrentDictionary<(string? Namespace, string Name), T> objects = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    /// <summary>Begins to list and watch.</summary>
    /// <param name="list">Lists all that are to be known.</param>
    /// <param name="watch">Watches the same from a resource version on.</param>
    /// <param name="changed">Hears of each object that came or changed; the same may come twice.</param>
    public Watched(
        Func<CancellationToken, Task<(IEnumerable<T> Items, string ResourceVersion)>> list,
        Func<string, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> watch,
        Action<T> changed)
    {
        this.list = list;
        this.watch = watch;
        this.changed = changed;
        running = Task.Run(RunAsync);
    }

    /// <summary>The object of a name; null when there is none.</summary>
    public T? Find(string? @namespace, string name) => objects.GetValueOrDefault((@namespace, name));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(await ListAsync(stop.Token), stop.Token);
                await Task.Delay(Pause, TimeProvider.System, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The regular end.
            }
            catch (Exception exception) when (exception is HttpOperationException or HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var (items, resourceVersion) = await list(cancellationToken);
        var present = items.Select(KeyOf).ToHashSet();
        foreach (var gone in objects.Keys.Where(key => !present.Contains(key)))
        {
            objects.TryRemove(gone, out _);
        }

        foreach (var item in items)
        {
            Take(item);
        }

        return resourceVersion;
    }

    private async Task FollowAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        await foreach (var (type, changedObject) in watch(resourceVersion, cancellationToken).WithCancellation(cancellationToken))
        {
            switch (type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    Take(changedObject);
                    break;
                case WatchEventType.Deleted:
                    objects.TryRemove(KeyOf(changedObject), out _);
                    break;
                case WatchEventType.Error:
                    return;
            }
        }
    }

    private void Take(T item)
    {
        objects[KeyOf(item)] = item;
        changed(item);
    }

    private static (string? Namespace, string Name) KeyOf(T item) => (item.Metadata.NamespaceProperty, item.Metadata.Name);
}

/// <summary>What Kubernetes' own client lacks for those who play a part of a cluster.</summary>
public static class ClientExtensions
{
    /// <summary>What was asked for, or null when there is no such object.</summary>
    public static async Task<T?> OrNullAsync<T>(this Task<T> asked)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
