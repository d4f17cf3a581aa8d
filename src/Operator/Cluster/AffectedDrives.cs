using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Cluster;

/// <summary>The ConfigDrives that are affected by a change of something else.</summary>
internal sealed class AffectedDrives(ClusterCache cluster)
{
    /// <summary>The other ConfigDrives of the same VirtualMachine: one of them may own it now.</summary>
    public IEnumerable<NamespacedName> BySibling(V1Alpha1ConfigDrive drive) =>
        ByIndex(Indexes.VirtualMachine, Indexes.Key(ClusterCache.VirtualMachineOf(drive)));

    /// <summary>The ConfigDrives of a VirtualMachine or, as it has the same name, of its instance.</summary>
    public IEnumerable<NamespacedName> ByVirtualMachine(IKubernetesObject virtualMachine) =>
        ByIndex(Indexes.VirtualMachine, Indexes.Key(NamespacedName.From(virtualMachine)));

    public IEnumerable<NamespacedName> ByVirtualMachine(NamespacedName virtualMachine) => ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine));

    /// <summary>The ConfigDrives whose claims another VirtualMachine names.</summary>
    public IEnumerable<NamespacedName> ByClaim(V1VirtualMachine virtualMachine) =>
        from claim in ClaimReferences.NamedBy(virtualMachine)
        let found = cluster.Primary?.Claims.Store.Find(new NamespacedName(virtualMachine.Metadata.Namespace ?? "", claim))
        where found is not null
        let owner = Ownership.OwnerOf(found)
        where owner is not null
        select new NamespacedName(virtualMachine.Metadata.Namespace ?? "", owner.Name);

    /// <summary>The ConfigDrives in the namespace of something that cannot be read, which may affect them.</summary>
    public IEnumerable<NamespacedName> InSameNamespace(NamespacedName unreadable) => All().Where(drive => drive.Namespace == unreadable.Namespace);

    public IEnumerable<NamespacedName> ByMigration(V1VirtualMachineInstanceMigration migration) =>
        ByIndex(Indexes.VirtualMachine, Indexes.Key(ClusterCache.VirtualMachineOf(migration)));

    public IEnumerable<NamespacedName> All() => cluster.ConfigDrives.Store.List().Select(drive => NamespacedName.From(drive));

    public IEnumerable<NamespacedName> BySource(SourceKind kind, V1PartialObjectMetadata source) =>
        ByIndex(Indexes.Source, Indexes.Key(source.Metadata.Namespace ?? "", new SourceObject(kind, source.Metadata.Name ?? "")));

    /// <summary>The ConfigDrives of a class: those that name it and, where it is the default one, those that name none.</summary>
    public IEnumerable<NamespacedName> ByClass(V1Alpha1ConfigDriveClass given) =>
        ByIndex(Indexes.Class, given.Metadata.Name ?? "").Concat(given.IsDefault ? ByIndex(Indexes.Class, Indexes.DefaultClass) : []);

    /// <summary>The ConfigDrives of the classes that name an object of the operator's namespace.</summary>
    public IEnumerable<NamespacedName> ByClassSource(SourceKind kind, V1PartialObjectMetadata source) => cluster.Classes.Classes.Store
        .ByIndex(Indexes.ClassSource, Indexes.Key(source.Metadata.Namespace ?? "", new SourceObject(kind, source.Metadata.Name ?? "")))
        .SelectMany(ByClass);

    /// <summary>The ConfigDrives that may have a class which cannot be read: its annotations cannot either.</summary>
    public IEnumerable<NamespacedName> ByUnreadableClass(NamespacedName unreadable) =>
        ByIndex(Indexes.Class, unreadable.Name).Concat(ByIndex(Indexes.Class, Indexes.DefaultClass));

    /// <summary>The ConfigDrives of the VirtualMachines that run on a node.</summary>
    public IEnumerable<NamespacedName> ByNode(V1PartialObjectMetadata node) =>
        cluster.VirtualMachineInstances.Store.ByIndex(Indexes.Node, node.Metadata.Name ?? "").SelectMany(ByVirtualMachine);

    /// <summary>The ConfigDrives that wait for their claim or their copy pod.</summary>
    public IEnumerable<NamespacedName> Waiting() => cluster.ConfigDrives.Store.List()
        .Where(drive => drive.Status?.Conditions.Any(condition => condition is { Type: ConditionTypes.CopiedToPrimary, Status: "True" }) is not true)
        .Select(drive => NamespacedName.From(drive));

    private IEnumerable<NamespacedName> ByIndex(string index, string value) =>
        cluster.ConfigDrives.Store.ByIndex(index, value).Select(drive => NamespacedName.From(drive));
}
