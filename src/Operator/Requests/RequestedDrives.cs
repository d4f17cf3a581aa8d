using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Requests;

/// <summary>
/// The ConfigDrives that VirtualMachines ask for by annotations, among those that people wrote: what the cache shows, corrected by what this process wrote
/// and the watch has not delivered yet.
/// </summary>
/// <param name="cluster">The caches.</param>
/// <param name="drives">Reads ConfigDrives as the cache has them.</param>
/// <param name="whole">Reads them with all of their texts.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestedDrives(
    ClusterCache cluster, ResourceClient<V1Alpha1ConfigDrive> drives, ResourceClient<V1Alpha1ConfigDrive> whole, TimeProvider time)
{
    private readonly WriteThrough<V1Alpha1ConfigDrive> writes = new(cluster.ConfigDrives, time);

    /// <summary>
    /// Whether a ConfigDrive was made from annotations: by its label, and by the VirtualMachine that controls it. Whoever takes the label away makes it a
    /// ConfigDrive that somebody wrote.
    /// </summary>
    public static bool IsRequested(IKubernetesObject drive) =>
        drive.Metadata.Labels?.GetValueOrDefault(Labels.ManagedBy) == OperatorIdentity.Name && OwnerOf(drive) is not null;

    /// <summary>Whether a VirtualMachine itself, and not one that had its name before, controls a ConfigDrive.</summary>
    public static bool IsOwnedBy(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine) => OwnerOf(drive)?.Uid == virtualMachine.Metadata.Uid;

    /// <summary>All ConfigDrives of a VirtualMachine that can be read, also those that people wrote.</summary>
    public IReadOnlyList<V1Alpha1ConfigDrive> Of(NamespacedName virtualMachine) => writes.Read(
        () => cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine)),
        drive => ClusterCache.VirtualMachineOf(drive) == virtualMachine);

    /// <summary>Creates the ConfigDrive of a VirtualMachine, under its name.</summary>
    /// <exception cref="KubernetesException"><see cref="KubernetesException.IsAlreadyExists"/>: there is one of that name.</exception>
    public async Task CreateAsync(V1VirtualMachine virtualMachine, JsonObject fields, CancellationToken cancellationToken) =>
        writes.Record(null, await drives.CreateAsync(virtualMachine.Metadata.Namespace, Manifest(virtualMachine, fields), cancellationToken));

    /// <summary>Makes fields and selected labels of a ConfigDrive those that are wanted; returns whether they were others.</summary>
    public async Task<bool> ChangeAsync(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine, JsonObject fields, CancellationToken cancellationToken)
    {
        // The cache keeps no long texts, and somebody may have written one into a field of ours.
        var present = drive.IsAbridged ? await whole.GetAsync(NamespacedName.From(drive), cancellationToken) : drive;
        if (ChangeOf(present, virtualMachine, fields) is not { } patch)
        {
            return false;
        }

        var options = new PatchOptions { FieldManager = OperatorIdentity.Name };
        writes.Record(drive, await drives.PatchAsync(NamespacedName.From(drive), patch, options: options, cancellationToken: cancellationToken));
        return true;
    }

    /// <summary>Requests the deletion of this very ConfigDrive: its finalizer keeps it until its drive is removed.</summary>
    public async Task DeleteAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        writes.RecordDeletion(drive, drive with { Metadata = drive.Metadata with { DeletionTimestamp = time.GetUtcNow() } });
        try
        {
            var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = drive.Metadata.Uid } };
            await drives.DeleteAsync(NamespacedName.From(drive), options, cancellationToken);
        }
        catch
        {
            writes.Forget(NamespacedName.From(drive));
            throw;
        }
    }

    private static V1OwnerReference? OwnerOf(IKubernetesObject drive) => drive.Metadata.OwnerReferences?.Find(
        reference => reference.Controller is true && reference.Kind == OperatorResources.VirtualMachines.Kind
            && reference.ApiVersion.StartsWith(OperatorResources.VirtualMachines.Group + "/", StringComparison.Ordinal));

    // The operator that serves the VirtualMachine serves its drive: so the labels by which it does are those of the VirtualMachine.
    private JsonPatch? ChangeOf(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine, JsonObject fields)
    {
        var patch = RequestedFields.Change(drive, fields);
        foreach (var name in cluster.Selector.Keys.Where(name => name != Labels.ManagedBy))
        {
            var pointer = JsonPatch.Pointer("metadata", "labels", name);
            var (present, wanted) = (drive.Metadata.Labels?.GetValueOrDefault(name), virtualMachine.Metadata.Labels?.GetValueOrDefault(name));
            patch = present == wanted ? patch
                : wanted is null ? (patch ?? RequestedFields.Seen(drive)).Remove(pointer)
                : (patch ?? RequestedFields.Seen(drive)).Add(pointer, wanted);
        }

        return patch;
    }

    private JsonObject SelectedLabels(V1VirtualMachine virtualMachine) => new(
        from name in cluster.Selector.Keys
        let value = virtualMachine.Metadata.Labels?.GetValueOrDefault(name)
        where value is not null && name != Labels.ManagedBy
        select KeyValuePair.Create(name, (JsonNode?)value));

    private JsonObject Manifest(V1VirtualMachine virtualMachine, JsonObject fields)
    {
        var spec = (JsonObject)fields.DeepClone();
        spec["virtualMachineRef"] = new JsonObject { ["name"] = virtualMachine.Metadata.Name };
        var labels = SelectedLabels(virtualMachine);
        labels[Labels.ManagedBy] = OperatorIdentity.Name;
        return new JsonObject
        {
            ["apiVersion"] = OperatorResources.ConfigDrives.ApiVersion,
            ["kind"] = OperatorResources.ConfigDrives.Kind,
            ["metadata"] = new JsonObject
            {
                ["namespace"] = virtualMachine.Metadata.Namespace,
                ["name"] = virtualMachine.Metadata.Name,
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = OperatorResources.VirtualMachines.ApiVersion,
                    ["kind"] = OperatorResources.VirtualMachines.Kind,
                    ["name"] = virtualMachine.Metadata.Name,
                    ["uid"] = virtualMachine.Metadata.Uid,
                    ["controller"] = true,
                    ["blockOwnerDeletion"] = true,
                }),
            },
            ["spec"] = spec,
        };
    }
}
