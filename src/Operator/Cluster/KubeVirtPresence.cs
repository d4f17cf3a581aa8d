using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;

namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// Notices KubeVirt's arrival at once: its definitions are watched, and a change of them makes the informers that wait for its types ask
/// again, and the ConfigDrives be looked at once more.
/// </summary>
internal sealed class KubeVirtPresence
{
    private const string Group = ".kubevirt.io";

    private readonly ClusterCache cluster;
    private readonly WorkQueue<NamespacedName> queue;

    public KubeVirtPresence(ClusterCache cluster, Informer<V1PartialObjectMetadata> definitions, WorkQueue<NamespacedName> queue)
    {
        this.cluster = cluster;
        this.queue = queue;
        Definitions = definitions;
        definitions.Subscribe(change => Retry(change.Object));
        cluster.VirtualMachines.ServedChanged += (_, _) => LookAgain();
    }

    public Informer<V1PartialObjectMetadata> Definitions { get; }

    private void Retry(V1PartialObjectMetadata definition)
    {
        if (definition.Metadata.Name?.EndsWith(Group, StringComparison.Ordinal) is true)
        {
            cluster.VirtualMachines.RetryNow();
            cluster.VirtualMachineInstances.RetryNow();
            cluster.Migrations.RetryNow();
            cluster.KubeVirts.RetryNow();
        }
    }

    private void LookAgain()
    {
        foreach (var drive in cluster.ConfigDrives.Store.List())
        {
            queue.Add(NamespacedName.From(drive));
        }
    }
}
