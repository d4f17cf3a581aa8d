using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>A machine whose documents lie on an API server.</summary>
internal sealed class PlayedMachine
{
    private IReadOnlyDictionary<MachineKey, V1PersistentVolumeClaim> claims = new Dictionary<MachineKey, V1PersistentVolumeClaim>();
    private JsonObject? reviewed;

    public PlayedMachine(MachineKey key, Func<V1PersistentVolumeClaim, bool> isFilled, AttachmentPods pods)
    {
        Key = key;
        Machine = new Machine
        {
            VirtualMachine = [],
            Now = TimeProvider.System.GetUtcNow,
            Claims = name => !claims.TryGetValue(new MachineKey(key.Namespace, name), out var claim) ? ClaimState.Missing
                : isFilled(claim) ? ClaimState.Filled : ClaimState.Unfilled,
            IsPodReady = name => pods.IsReady(new MachineKey(key.Namespace, name)),
            IsPodGone = name => pods.IsGone(new MachineKey(key.Namespace, name)),
            AccessModes = name => claims.TryGetValue(new MachineKey(key.Namespace, name), out var claim)
                ? [.. claim.Spec.AccessModes]
                : [],
        };
    }

    public MachineKey Key { get; }

    public Machine Machine { get; }

    /// <summary>Takes what is there now.</summary>
    public void Look(
        JsonObject virtualMachine,
        JsonObject? instance,
        IReadOnlyList<JsonObject> migrations,
        IReadOnlyDictionary<MachineKey, V1PersistentVolumeClaim> present,
        KubeVirtSettings settings,
        ConcurrentQueue<string> refused)
    {
        claims = present;
        Machine.Settings = settings;
        Machine.VirtualMachine = virtualMachine;
        Machine.Instance = instance;
        Machine.Migrations.Clear();
        Machine.Migrations.AddRange(migrations);
        if (!JsonNode.DeepEquals(reviewed?["spec"], virtualMachine["spec"]))
        {
            try
            {
                Admission.Review(settings, reviewed, virtualMachine);
            }
            catch (AdmissionException exception)
            {
                refused.Enqueue(exception.Message);
            }

            reviewed = (JsonObject)virtualMachine.DeepClone();
        }
    }

    /// <summary>Lets a controller act once, and writes what it did.</summary>
    public async Task ActAsync(Func<Machine, bool> act, KubeVirtObjects objects, CancellationToken cancellationToken)
    {
        var virtualMachine = (JsonObject)Machine.VirtualMachine.DeepClone();
        var instance = (JsonObject?)Machine.Instance?.DeepClone();
        var migrations = Machine.Migrations.Select(migration => (JsonObject)migration.DeepClone()).ToList();
        if (!act(Machine))
        {
            return;
        }

        Machine.Instance = await objects.WriteInstanceAsync(instance, Machine.Instance, cancellationToken);
        if (!JsonNode.DeepEquals(virtualMachine["status"], Machine.VirtualMachine["status"]))
        {
            Machine.VirtualMachine = await objects.WriteVirtualMachineStatusAsync(Machine.VirtualMachine, cancellationToken);
        }

        for (var index = 0; index < migrations.Count; index++)
        {
            if (!JsonNode.DeepEquals(migrations[index], Machine.Migrations[index]))
            {
                Machine.Migrations[index] = await objects.WriteMigrationStatusAsync(Machine.Migrations[index], cancellationToken);
            }
        }
    }
}
