using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Requests;

namespace ConfigDrive.Operator;

/// <summary>What triggers a reconcile: changes of ConfigDrives, and of everything that a drive is made from or attached to.</summary>
internal static class Triggers
{
    public static Controller WatchesCluster(this Controller controller, ClusterCache cluster)
    {
        var affected = new AffectedDrives(cluster);
        controller
            .For(cluster.ConfigDrives)
            .Watches(cluster.ConfigDrives, affected.BySibling, change => change.New is null)
            .Watches(cluster.VirtualMachines, affected.ByVirtualMachine)
            .Watches(cluster.VirtualMachines, affected.ByClaim)
            .Watches(cluster.VirtualMachineInstances, affected.ByVirtualMachine)
            .Watches(cluster.Migrations, affected.ByMigration)
            .Watches(cluster.KubeVirts, _ => affected.All(), change => HotplugOf(change.Old) != HotplugOf(change.New))
            .Watches(cluster.Secrets, secret => affected.BySource(SourceKind.Secret, secret))
            .Watches(cluster.ConfigMaps, configMap => affected.BySource(SourceKind.ConfigMap, configMap))
            .Watches(cluster.Nodes, affected.ByNode, IsZoneChange)
            .Watches(cluster.Classes.Classes, affected.ByClass, isBackground: true)
            .Watches(cluster.Classes.Secrets, secret => affected.ByClassSource(SourceKind.Secret, secret), isBackground: true)
            .Watches(cluster.Classes.ConfigMaps, configMap => affected.ByClassSource(SourceKind.ConfigMap, configMap), isBackground: true)
            .WatchesUnreadable(cluster.Classes.Classes, affected.ByUnreadableClass)
            .WatchesUnreadable(cluster.ConfigDrives, affected.InSameNamespace)
            .WatchesUnreadable(cluster.VirtualMachines, affected.ByVirtualMachine)
            .WatchesUnreadable(cluster.VirtualMachineInstances, affected.ByVirtualMachine)
            .WatchesUnreadable(cluster.Migrations, affected.InSameNamespace);
        return cluster.Primary is not { } primary
            ? controller
            : controller
                .Owns(primary.Claims, OperatorResources.ConfigDrives)
                .Owns(primary.CopyPods, OperatorResources.ConfigDrives)
                .Watches(primary.StorageClasses, _ => affected.Waiting());
    }

    /// <summary>What may change which ConfigDrive a VirtualMachine is to have: its annotations, and the ConfigDrives for it or of its name.</summary>
    public static Controller WatchesRequests(this Controller controller, ClusterCache cluster) => controller
        .For(cluster.VirtualMachines)
        .Watches(cluster.ConfigDrives, drive => [ClusterCache.VirtualMachineOf(drive), NamespacedName.From(drive)], IsNotOnlyStatus)
        .WatchesUnreadable(cluster.ConfigDrives, drive => cluster.VirtualMachines.Store.List()
            .Select(machine => NamespacedName.From(machine)).Where(machine => machine.Namespace == drive.Namespace));

    /// <summary>
    /// Detects the installation of KubeVirt, and of classes: a change of their CustomResourceDefinitions makes the informers that wait for the types retry
    /// immediately, and once VirtualMachines are served all ConfigDrives are reconciled.
    /// </summary>
    public static void WatchesDefinitions(this Controller controller, ClusterCache cluster, Informer<V1PartialObjectMetadata> definitions)
    {
        definitions.Subscribe(change =>
        {
            if (change.Object.Metadata.Name?.EndsWith(".kubevirt.io", StringComparison.Ordinal) is true)
            {
                cluster.VirtualMachines.RetryNow();
                cluster.VirtualMachineInstances.RetryNow();
                cluster.Migrations.RetryNow();
                cluster.KubeVirts.RetryNow();
            }
            else if (change.Object.Metadata.Name == $"{OperatorResources.ConfigDriveClasses.Plural}.{OperatorResources.ConfigDriveClasses.Group}")
            {
                cluster.Classes.Classes.RetryNow();
            }
        });
        cluster.VirtualMachines.ServedChanged += (_, _) => new AffectedDrives(cluster).All().ToList().ForEach(drive => controller.Queue.Add(drive));
    }

    // The generation changes with the spec alone.
    private static bool IsNotOnlyStatus(Change<V1Alpha1ConfigDrive> change) => change is not { Old.Metadata: { } old, New.Metadata: { } @new }
        || old.Generation != @new.Generation || old.DeletionTimestamp != @new.DeletionTimestamp
        || RequestedDrives.IsRequested(change.Old) != RequestedDrives.IsRequested(change.New) || !(old.Labels ?? []).ToHashSet().SetEquals(@new.Labels ?? []);

    private static Hotplug HotplugOf(V1KubeVirt? kubeVirt) => Hotplug.From(kubeVirt is null ? [] : [kubeVirt]);

    // Nodes report their health every few minutes; only a changed zone affects a drive.
    private static bool IsZoneChange(Change<V1PartialObjectMetadata> change) => NodeZone.Read(change.Old) != NodeZone.Read(change.New);
}
