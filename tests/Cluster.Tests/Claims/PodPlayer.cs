using System.Collections.Concurrent;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>
/// Plays the scheduler and the kubelet of one node for copy pods: each runs its command line as a process of this machine, with its volumes as the
/// real folders behind their claims and a real token bound to the pod, and is reported as a kubelet does.
/// </summary>
internal sealed class PodPlayer : IAsyncDisposable
{
    public const string Node = "node1";

    private const string CopyPods = "app.kubernetes.io/component=copy";

    private readonly IKubernetes client;
    private readonly Watched<V1Pod> pods;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, Task> plays = new();
    private readonly ConcurrentDictionary<string, PlayedFault> faults = new();

    private PodPlayer(IKubernetes client)
    {
        this.client = client;
        pods = new Watched<V1Pod>(
            async token =>
            {
                var list = await client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: CopyPods, cancellationToken: token);
                return (list.Items, list.Metadata.ResourceVersion);
            },
            (version, token) => client.CoreV1.WatchListPodForAllNamespacesAsync(
                labelSelector: CopyPods, resourceVersion: version, cancellationToken: token),
            pod => _ = plays.GetOrAdd(pod.Uid(), _ => Task.Run(() => PlayAsync(pod))));
    }

    /// <summary>The pods that came so far.</summary>
    public ConcurrentQueue<V1Pod> Played { get; } = [];

    /// <summary>Starts playing, as a node of its own.</summary>
    public static async Task<PodPlayer> StartAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = Node };
        await client.CoreV1.CreateNodeAsync(
            new V1Node { Metadata = new V1ObjectMeta { Name = Node, Labels = labels } }, cancellationToken: cancellationToken);
        return new PodPlayer(client);
    }

    /// <summary>Lets things go wrong, or well again, in a namespace.</summary>
    public void Let(string @namespace, PlayedFault fault) => faults[@namespace] = fault;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await pods.DisposeAsync();
        await Task.WhenAll(plays.Values);
        end.Dispose();
    }

    private async Task PlayAsync(V1Pod pod)
    {
        Played.Enqueue(pod);
        var played = new PlayedPod(client, pods, pod, () => faults.GetValueOrDefault(pod.Namespace()));
        try
        {
            await played.RunAsync(end.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpOperationException or HttpRequestException or TimeoutException)
        {
            // The pod or the control plane is gone.
        }
    }
}
