using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Tests.Cluster;

/// <summary>The operator's caches, filled by hand in place of watches; and what to fill them with.</summary>
internal static class FilledCaches
{
    public static ClusterCache Create(KubernetesClient client)
    {
        var cluster = new ClusterCache(
            Cache(client.Resource(OperatorResources.ConfigDrives)),
            Cache(client.Resource(OperatorResources.VirtualMachines)),
            Cache(client.Resource(OperatorResources.VirtualMachineInstances)),
            Cache(client.Resource(OperatorResources.VirtualMachineInstanceMigrations)),
            Cache(client.Resource(OperatorResources.KubeVirts)),
            Cache(client.Metadata(Resources.Secrets)),
            Cache(client.Metadata(Resources.ConfigMaps)),
            Cache(client.Metadata(Resources.Nodes)))
        {
            Classes = new ClassCache(
                "configdrive-system",
                Cache(client.Resource(OperatorResources.ConfigDriveClasses)),
                Cache(client.Metadata(Resources.Secrets)),
                Cache(client.Metadata(Resources.ConfigMaps))),
            Primary = new ClaimCache(
                Cache(client.Resource(CoreResources.PersistentVolumeClaims)),
                Cache(client.Resource(CoreResources.Pods)),
                Cache(client.Resource(CoreResources.StorageClasses))).WithIndexes(),
        };
        Indexes.AddTo(cluster);
        return cluster;

        static Informer<T> Cache<T>(ResourceClient<T> resource)
            where T : class, IKubernetesObject => new(resource, new WatcherOptions());
    }

    /// <summary>Has a cache show these objects, and no others.</summary>
    public static void Show<T>(this Informer<T> informer, params IEnumerable<T> objects)
        where T : class, IKubernetesObject
    {
        var shown = objects.ToDictionary(NamespacedName.From);
        foreach (var gone in informer.Store.List().Select(NamespacedName.From).Where(key => !shown.ContainsKey(key)))
        {
            informer.Store.Remove(gone);
        }

        foreach (var (key, resource) in shown)
        {
            informer.Store.Set(key, resource);
        }
    }

    /// <summary>A ConfigDrive of VirtualMachine web-1.</summary>
    public static V1Alpha1ConfigDrive Drive(string name, DateTimeOffset? created = null, ConfigDriveStatus? status = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Namespace = "tenant",
            Name = name,
            Uid = $"uid-{name}",
            ResourceVersion = "1",
            Generation = 1,
            CreationTimestamp = created,
        },
        Spec = new ConfigDriveSpec { VirtualMachineRef = new VirtualMachineReference { Name = "web-1" } },
        Status = status,
    };

    /// <summary>VirtualMachine web-1, whose drive has a claim in it.</summary>
    public static string VirtualMachine(string uid, string claim, string added = "disk/configdrive volume/configdrive") => $$"""
        {
          "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
          "metadata": {"namespace": "tenant", "name": "web-1", "uid": "{{uid}}", "resourceVersion": "1", "annotations": {"configdrive.dev/added": "{{added}}"} },
          "spec": {"runStrategy": "Always", "template": {"spec": {
            "domain": {"devices": {"disks": [{"name": "configdrive", "cdrom": {"bus": "sata"} }]} },
            "volumes": [{"name": "configdrive", "persistentVolumeClaim": {"claimName": "{{claim}}", "hotpluggable": true} }]} } }
        }
        """;

    /// <summary>Its instance.</summary>
    public static string Instance(string uid, string claim) => $$"""
        {
          "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance",
          "metadata": {"namespace": "tenant", "name": "web-1", "uid": "{{uid}}", "resourceVersion": "1"},
          "spec": {
            "domain": {"devices": {"disks": [{"name": "configdrive", "cdrom": {"bus": "sata"} }]} },
            "volumes": [{"name": "configdrive", "persistentVolumeClaim": {"claimName": "{{claim}}", "hotpluggable": true} }]
          },
          "status": {"phase": "Running"}
        }
        """;

    /// <summary>A migration of an instance.</summary>
    public static V1VirtualMachineInstanceMigration Migration(string name, string instance) => new()
    {
        Metadata = new V1ObjectMeta { Namespace = "tenant", Name = name },
        Spec = new VirtualMachineInstanceMigrationSpec { VmiName = instance },
    };

    public static V1VirtualMachine ReadVirtualMachine(string json) => Read(json, ConfigDriveJsonContext.Default.V1VirtualMachine);

    public static V1VirtualMachineInstance ReadInstance(string json) => Read(json, ConfigDriveJsonContext.Default.V1VirtualMachineInstance);

    private static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}
