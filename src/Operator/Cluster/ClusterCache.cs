using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Cluster;

/// <summary>What the operator knows of the cluster, kept current by watches. Secrets and ConfigMaps are known by metadata alone.</summary>
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
    /// <summary>The primary store; <c>null</c> for an operator that only keeps the library.</summary>
    public ClaimCache? Primary { get; init; }

    /// <summary>All of it.</summary>
    public IReadOnlyList<IInformer> Informers =>
        [ConfigDrives, VirtualMachines, VirtualMachineInstances, Migrations, KubeVirts, Secrets, ConfigMaps, Nodes, .. Primary?.Informers ?? []];

    /// <summary>Whether everything is known.</summary>
    public bool HasSynced => Informers.All(informer => informer.HasSynced);

    /// <summary>The VirtualMachine that a ConfigDrive is for.</summary>
    public static NamespacedName VirtualMachineOf(V1Alpha1ConfigDrive drive) =>
        new(drive.Metadata.Namespace ?? "", drive.Spec.VirtualMachineRef.Name);

    /// <summary>The VirtualMachine that a migration moves: its instance has the same name.</summary>
    public static NamespacedName VirtualMachineOf(V1VirtualMachineInstanceMigration migration) => new(migration.Metadata.Namespace ?? "", migration.Spec.VmiName);

    /// <summary>The migrations of a VirtualMachine's instances, those that have ended too.</summary>
    public IReadOnlyList<V1VirtualMachineInstanceMigration> MigrationsOf(NamespacedName virtualMachine) =>
        [.. Migrations.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine))];

    /// <summary>A migration in a namespace that cannot be read, so that it may move any VirtualMachine there, for a message; <c>null</c> when there is none.</summary>
    public string? UnreadableMigrationIn(string @namespace) =>
        Migrations.Store.ListUnreadable().FirstOrDefault(migration => migration.Key.Namespace == @namespace) is { } found
            ? $"""VirtualMachineInstanceMigration "{found.Key.Name}" cannot be read at {found.Fault}, and may move it"""
            : null;

    /// <summary>Metadata of a Secret or ConfigMap in a namespace; <c>null</c> when it does not exist.</summary>
    public V1PartialObjectMetadata? Find(string @namespace, SourceObject source) =>
        (source.Kind is SourceKind.Secret ? Secrets : ConfigMaps).Store.Find(new(@namespace, source.Name));

    /// <summary>Zone of a node; <c>null</c> when unknown.</summary>
    public string? ZoneOf(string? node) => node is null ? null : NodeZone.Read(Nodes.Store.Find(new("", node)));
}
