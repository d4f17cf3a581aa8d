using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Namespace and name of a VirtualMachine, and of what has a name beside it.</summary>
public readonly record struct MachineKey(string Namespace, string Name)
{
    internal static MachineKey Of(JsonObject document) => new((string)document["metadata"]!["namespace"]!, (string)document["metadata"]!["name"]!);
}

/// <summary>
/// Plays KubeVirt on an API server: its controllers act on what is there, one small step after the other, and write what they did. Its webhooks are
/// not in the way of requests; what they would have refused is kept in <see cref="Refused"/>, as is what the API server refuses of its own doing.
/// </summary>
/// <remarks>
/// There is one set of rules, <see cref="KubeVirt.Controllers"/> and <see cref="Admission"/>, and they are pure: they know a <see cref="Machine"/> and no
/// API server. Tests of properties play them in memory, thousands of times in a minute, in every order, and with an operator that dies between any two
/// steps, which no API server could keep pace with. This player has the same rules act on the objects of a real one.
/// </remarks>
public sealed class KubeVirtPlayer : IAsyncDisposable
{
    private readonly KubeVirtObjects objects;
    private readonly Func<V1PersistentVolumeClaim, bool> isFilled;
    private readonly AttachmentPods pods;
    private readonly ConcurrentDictionary<string, PlayedMachine> machines = new();
    private readonly ConcurrentQueue<(MachineKey Key, Action<Machine> Deed)> deeds = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <summary>Begins to play.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="isFilled">Whether a claim holds a disk.img.</param>
    /// <param name="attachmentImage">Image of the pods that bring volumes to a node; without it they are only told of, as where no node runs pods.</param>
    public KubeVirtPlayer(IKubernetes client, Func<V1PersistentVolumeClaim, bool> isFilled, string? attachmentImage = null)
    {
        objects = new KubeVirtObjects(client);
        pods = new AttachmentPods(client, attachmentImage);
        this.isFilled = isFilled;
        loop = RunAsync();
    }

    /// <summary>What KubeVirt's webhooks would have refused, and what the API server refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>What KubeVirt is set to.</summary>
    public KubeVirtSettings Settings { get; set; } = new();

    /// <summary>How long it rests at least after it has looked at everything: where that takes longer, it rests as long, as others want the API server too.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Whether it leaves everything as it is, as KubeVirt does while its controllers are away; one that has begun to look still acts once.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Every instance that ran, by the VirtualMachine, the earliest first.</summary>
    public IReadOnlyList<Start> StartsOf(MachineKey virtualMachine) =>
        [.. machines.Values.Where(machine => machine.Key == virtualMachine).SelectMany(machine => machine.Machine.Starts)];

    /// <summary>Has something happen to a VirtualMachine, its node or its guest, soon.</summary>
    public void Do(MachineKey virtualMachine, Action<Machine> deed) => deeds.Enqueue((virtualMachine, deed));

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
                var start = Stopwatch.GetTimestamp();
                await (IsPaused ? Task.CompletedTask : PlayAsync(stop.Token));
                var took = Stopwatch.GetElapsedTime(start);
                await Task.Delay(took > Pace ? took : Pace, TimeProvider.System, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The regular end.
            }
            catch (Exception exception) when (exception is HttpOperationException or HttpRequestException or TimeoutException)
            {
                // Somebody was faster, or the server is away: what is there then counts.
            }
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        var claims = await objects.ClaimsAsync(cancellationToken);
        var instances = await objects.InstancesAsync(cancellationToken);
        var migrations = await objects.MigrationsAsync(cancellationToken);
        var virtualMachines = await objects.VirtualMachinesAsync(cancellationToken);
        await pods.LookAsync(cancellationToken);
        foreach (var (_, instance) in instances.ExceptBy(virtualMachines.Select(MachineKey.Of), found => found.Key))
        {
            // Its VirtualMachine went first: KubeVirt's finalizer on that one would have had it wait.
            if (instance["metadata"]!["deletionTimestamp"] is not null)
            {
                await objects.WriteInstanceAsync(instance, null, cancellationToken);
            }
        }

        foreach (var virtualMachine in virtualMachines)
        {
            var key = MachineKey.Of(virtualMachine);
            var played = machines.GetOrAdd((string)virtualMachine["metadata"]!["uid"]!, _ => new PlayedMachine(key, isFilled, pods));
            played.Look(
                virtualMachine, instances.GetValueOrDefault(key), [.. migrations.Where(migration => IsOf(migration, key))], claims, Settings, Refused);
            foreach (var act in Deeds(key).Concat(KubeVirt.Controllers))
            {
                try
                {
                    await played.ActAsync(act, objects, cancellationToken);
                }
                catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
                {
                    break;
                }
                catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.UnprocessableEntity)
                {
                    Refused.Enqueue(exception.Response.Content);
                    break;
                }
            }

            pods.Want(key.Namespace, played.Machine);
        }

        await pods.BringAsync(cancellationToken);
    }

    private static bool IsOf(JsonObject migration, MachineKey key) =>
        (string?)migration["metadata"]!["namespace"] == key.Namespace && (string?)migration["spec"]?["vmiName"] == key.Name;

    private List<Func<Machine, bool>> Deeds(MachineKey key)
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
