using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>
/// Plays the scheduler and the kubelet of one node for copy pods: each runs its command line as a process of this machine, with its volumes as the
/// real folders behind their claims and a real token bound to the pod, and is reported as a kubelet does.
/// </summary>
internal sealed class PodPlayer : IAsyncDisposable
{
    public const string Node = "node1";

    private readonly KubernetesClient client;
    private readonly Informer<V1Pod> informer;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, Task> plays = new();
    private readonly ConcurrentDictionary<string, PlayedFault> faults = new();
    private readonly Task running;

    private PodPlayer(KubernetesClient client)
    {
        this.client = client;
        informer = new Informer<V1Pod>(client.Resource(CoreResources.Pods), new WatcherOptions { LabelSelector = "app.kubernetes.io/component=copy" });
        informer.Subscribe(change =>
        {
            if (change.New is { } pod)
            {
                _ = plays.GetOrAdd(pod.Metadata.Uid!, _ => Task.Run(() => PlayAsync(pod)));
            }
        });
        running = informer.RunAsync(end.Token);
    }

    /// <summary>The pods that came so far.</summary>
    public ConcurrentQueue<V1Pod> Played { get; } = [];

    /// <summary>Starts playing, as a node of its own.</summary>
    public static async Task<PodPlayer> StartAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        await client.Resource(Resources.Nodes).CreateAsync(
            new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "Node", Metadata = new V1ObjectMeta { Name = Node, Labels = new() { ["kubernetes.io/hostname"] = Node } } },
            cancellationToken);
        return new PodPlayer(client);
    }

    /// <summary>Lets things go wrong, or well again, in a namespace.</summary>
    public void Let(string @namespace, PlayedFault fault) => faults[@namespace] = fault;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll([running, .. plays.Values]);
        end.Dispose();
    }

    private async Task PlayAsync(V1Pod pod)
    {
        Played.Enqueue(pod);
        var played = new PlayedPod(client, informer.Store, pod, () => faults.GetValueOrDefault(pod.Metadata.Namespace!));
        try
        {
            await played.RunAsync(end.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or KubernetesException or HttpRequestException or TimeoutException)
        {
            // The pod or the control plane is gone.
        }
    }
}
