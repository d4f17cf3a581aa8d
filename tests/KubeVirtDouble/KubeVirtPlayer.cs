using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// Plays KubeVirt on an API server: its controllers act on what is there, one small step after the other, and write what they did. Its webhooks are
/// not in the way of requests; what they would have refused is kept in <see cref="Refused"/>.
/// </summary>
public sealed class KubeVirtPlayer : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    private readonly KubeVirtObjects objects;
    private readonly Func<V1PartialObjectMetadata, bool> isFilled;
    private readonly ConcurrentDictionary<string, PlayedMachine> machines = new();
    private readonly ConcurrentQueue<(NamespacedName Key, Action<Machine> Deed)> deeds = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <summary>Begins to play.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="isFilled">Whether a claim holds a disk.img.</param>
    public KubeVirtPlayer(KubernetesClient client, Func<V1PartialObjectMetadata, bool> isFilled)
    {
        objects = new KubeVirtObjects(client);
        this.isFilled = isFilled;
        loop = RunAsync();
    }

    /// <summary>What KubeVirt's webhooks would have refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>What KubeVirt is set to.</summary>
    public KubeVirtSettings Settings { get; set; } = new();

    /// <summary>Every instance that ran, by the VirtualMachine, the earliest first.</summary>
    public IReadOnlyList<Start> StartsOf(NamespacedName virtualMachine) =>
        [.. machines.Values.Where(machine => machine.Key == virtualMachine).SelectMany(machine => machine.Machine.Starts)];

    /// <summary>Has something happen to a VirtualMachine, its node or its guest, soon.</summary>
    public void Do(NamespacedName virtualMachine, Action<Machine> deed) => deeds.Enqueue((virtualMachine, deed));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await PlayAsync(stop.Token);
                await Task.Delay(Pace, TimeProvider.System, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The regular end.
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException or TimeoutException)
            {
                // Somebody was faster, or the server is away: what is there then counts.
            }
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        var claims = (await objects.ClaimsAsync(cancellationToken)).ToDictionary(claim => NamespacedName.Of(claim));
        var instances = await objects.InstancesAsync(cancellationToken);
        var migrations = await objects.MigrationsAsync(cancellationToken);
        foreach (var virtualMachine in await objects.VirtualMachinesAsync(cancellationToken))
        {
            var metadata = virtualMachine.Part("metadata");
            var key = new NamespacedName((string)metadata["namespace"]!, (string)metadata["name"]!);
            var played = machines.GetOrAdd((string)metadata["uid"]!, _ => new PlayedMachine(key, isFilled));
            played.Look(
                virtualMachine, instances.GetValueOrDefault(key), [.. migrations.Where(migration => IsOf(migration, key))], claims, Settings, Refused);
            foreach (var act in Deeds(key).Concat(KubeVirt.Controllers))
            {
                try
                {
                    await played.ActAsync(act, objects, cancellationToken);
                }
                catch (KubernetesException exception) when (exception.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity)
                {
                    break;
                }
            }
        }
    }

    private static bool IsOf(JsonObject migration, NamespacedName key) =>
        (string?)migration["metadata"]!["namespace"] == key.Namespace && (string?)migration["spec"]?["vmiName"] == key.Name;

    private List<Func<Machine, bool>> Deeds(NamespacedName key)
    {
        var mine = new List<Func<Machine, bool>>();
        for (var count = deeds.Count; count > 0 && deeds.TryDequeue(out var deed); count--)
        {
            if (deed.Key == key)
            {
                mine.Add(machine =>
                {
                    deed.Deed(machine);
                    return true;
                });
            }
            else
            {
                deeds.Enqueue(deed);
            }
        }

        return mine;
    }
}
