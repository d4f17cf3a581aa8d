using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Cluster;

/// <summary>Indexes of the caches, by which a change finds the ConfigDrives that it affects.</summary>
internal static class Indexes
{
    /// <summary>ConfigDrives and migrations by their VirtualMachine.</summary>
    public const string VirtualMachine = "virtualMachine";

    /// <summary>ConfigDrives by the Secrets and ConfigMaps they name.</summary>
    public const string Source = "source";

    /// <summary>ConfigDrives by the class that they name; <see cref="DefaultClass"/> for those that name none.</summary>
    public const string Class = "class";

    public const string DefaultClass = "";

    /// <summary>ConfigDriveClasses by the Secrets and ConfigMaps they name.</summary>
    public const string ClassSource = "classSource";

    /// <summary>VirtualMachineInstances by the node they run on.</summary>
    public const string Node = "node";

    /// <summary>VirtualMachines and VirtualMachineInstances by the claims they name.</summary>
    public const string Claim = "claim";

    public static string Key(NamespacedName name) => name.ToString();

    public static string Key(string @namespace, SourceObject source) => $"{source.Kind}/{@namespace}/{source.Name}";

    public static string KeyOfClaim(IKubernetesObject namer, string claim) => Key(new NamespacedName(namer.Metadata.Namespace ?? "", claim));

    public static void AddTo(ClusterCache cluster)
    {
        cluster.ConfigDrives.Store.AddIndex(VirtualMachine, drive => [Key(ClusterCache.VirtualMachineOf(drive))]);
        cluster.ConfigDrives.Store.AddIndex(Source, drive => SourceObjects.NamedBy(drive.Spec).Select(source => Key(drive.Metadata.Namespace ?? "", source)));
        cluster.ConfigDrives.Store.AddIndex(Class, drive => drive.Spec.ClassName switch { null => [DefaultClass], "" => [], { } name => [name] });
        cluster.Classes.Classes.Store.AddIndex(
            ClassSource, given => ClassSources.KeysNamedBy(given.Spec).Select(each => Key(cluster.Classes.Namespace, each.Source)).Distinct());
        cluster.Migrations.Store.AddIndex(VirtualMachine, migration => [Key(ClusterCache.VirtualMachineOf(migration))]);
        cluster.VirtualMachines.Store.AddIndex(Claim, machine => ClaimReferences.NamedBy(machine).Select(claim => KeyOfClaim(machine, claim)));
        cluster.VirtualMachineInstances.Store.AddIndex(Claim, instance => ClaimReferences.NamedBy(instance).Select(claim => KeyOfClaim(instance, claim)));
        cluster.VirtualMachineInstances.Store.AddIndex(Node, instance => instance.Status?.NodeName is { } node ? [node] : []);
    }
}
