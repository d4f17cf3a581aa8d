using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Cluster;

/// <summary>Caches of the cluster; of Secrets, ConfigMaps and Nodes only the metadata.</summary>
internal sealed record ClusterCache(
    Informer<V1Alpha1ConfigDrive> ConfigDrives,
    Informer<V1VirtualMachine> VirtualMachines,
    Informer<V1VirtualMachineInstance> VirtualMachineInstances,
    Informer<V1VirtualMachineInstanceMigration> Migrations,
    Informer<V1KubeVirt> KubeVirts,
    Informer<V1PartialObjectMetadata> Secrets,
    Informer<V1PartialObjectMetadata> ConfigMaps,
    Informer<V1PartialObjectMetadata> Nodes)
{
    public required ClassCache Classes { get; init; }

    /// <summary>The primary store; <c>null</c> for an operator that only keeps the library.</summary>
    public ClaimCache? Primary { get; init; }

    /// <summary>
    /// Which ConfigDrives this operator serves. The cache has those of others too: a VirtualMachine has one drive, whoever serves it. Labels that it does
    /// not read are not in the cache.
    /// </summary>
    public LabelSelector Selector { get; init; } = LabelSelector.Everything;

    public IReadOnlyList<IInformer> Informers =>
        [ConfigDrives, VirtualMachines, VirtualMachineInstances, Migrations, KubeVirts, Secrets, ConfigMaps, Nodes, .. Classes.Informers, .. Primary?.Informers ?? []];

    public bool HasSynced => Informers.All(informer => informer.HasSynced);

    /// <summary>Whether this operator serves a ConfigDrive, or the annotations of a VirtualMachine; another one may serve it if not.</summary>
    public bool Serves(IKubernetesObject resource) => Selector.Matches(resource.Metadata.Labels);

    public static NamespacedName VirtualMachineOf(V1Alpha1ConfigDrive drive) =>
        new(drive.Metadata.Namespace ?? "", drive.Spec.VirtualMachineRef.Name);

    /// <summary>The VirtualMachine that a migration moves: its instance has the same name.</summary>
    public static NamespacedName VirtualMachineOf(V1VirtualMachineInstanceMigration migration) => new(migration.Metadata.Namespace ?? "", migration.Spec.VmiName);

    /// <summary>The migrations of a VirtualMachine's instances, including those that have ended.</summary>
    public IReadOnlyList<V1VirtualMachineInstanceMigration> MigrationsOf(NamespacedName virtualMachine) =>
        [.. Migrations.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine))];

    /// <summary>A migration in a namespace that cannot be read, so that it may move any VirtualMachine there, for a message; <c>null</c> when there is none.</summary>
    public string? UnreadableMigrationIn(string @namespace) =>
        Migrations.Store.ListUnreadable().FirstOrDefault(migration => migration.Key.Namespace == @namespace) is { } found
            ? $"""VirtualMachineInstanceMigration "{found.Key.Name}" cannot be read at {found.Fault}, and may move it"""
            : null;

    /// <summary>The other VirtualMachines of a ConfigDrive's namespace, and instances of others, that name a claim.</summary>
    public IEnumerable<KubernetesObject> OthersThatName(string claim, V1Alpha1ConfigDrive drive)
    {
        var (key, own) = (Indexes.KeyOfClaim(drive, claim), drive.Spec.VirtualMachineRef.Name);
        var machines = VirtualMachines.Store.ByIndex(Indexes.Claim, key).Where(machine => machine.Metadata.Name != own).ToList();
        return machines.Concat<KubernetesObject>(VirtualMachineInstances.Store.ByIndex(Indexes.Claim, key)
            .Where(instance => instance.Metadata.Name != own && !machines.Exists(machine => machine.Metadata.Name == instance.Metadata.Name)));
    }

    /// <summary>Metadata of a Secret or ConfigMap in a namespace; <c>null</c> when it does not exist.</summary>
    public V1PartialObjectMetadata? Find(string @namespace, SourceObject source) =>
        (source.Kind is SourceKind.Secret ? Secrets : ConfigMaps).Store.Find(new(@namespace, source.Name));

    /// <summary>Zone of a node; <c>null</c> when unknown.</summary>
    public string? ZoneOf(string? node) => node is null ? null : NodeZone.Read(Nodes.Store.Find(new("", node)));
}

/// <summary>The zone that a node has as a label (kubernetes.io, "Well-Known Labels, Annotations and Taints").</summary>
internal static class NodeZone
{
    public static string? Read(V1PartialObjectMetadata? node) => node?.Metadata.Labels?.GetValueOrDefault(Labels.Zone);
}

/// <summary>Caches of the classes, and the metadata of the Secrets and ConfigMaps in the operator's namespace, which alone they can name.</summary>
internal sealed record ClassCache(
    string Namespace, Informer<V1Alpha1ConfigDriveClass> Classes, Informer<V1PartialObjectMetadata> Secrets, Informer<V1PartialObjectMetadata> ConfigMaps)
{
    public IReadOnlyList<IInformer> Informers => [Classes, Secrets, ConfigMaps];

    /// <summary>Metadata of a Secret or ConfigMap; <c>null</c> when it does not exist.</summary>
    public V1PartialObjectMetadata? Find(SourceObject source) =>
        (source.Kind is SourceKind.Secret ? Secrets : ConfigMaps).Store.Find(new(Namespace, source.Name));
}

/// <summary>Caches of the primary store.</summary>
internal sealed record ClaimCache(Informer<V1PersistentVolumeClaim> Claims, Informer<V1Pod> CopyPods, Informer<V1StorageClass> StorageClasses)
{
    public IReadOnlyList<IInformer> Informers => [Claims, CopyPods, StorageClasses];

    /// <summary>Lets the caches find objects by their owner.</summary>
    public ClaimCache WithIndexes()
    {
        OwnedObjects<V1PersistentVolumeClaim>.AddIndexTo(Claims);
        OwnedObjects<V1Pod>.AddIndexTo(CopyPods);
        return this;
    }
}
