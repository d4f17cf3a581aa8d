using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Commands;

/// <summary>What the controller reads from the cluster, read from manifests.</summary>
internal static class OfflineInputs
{
    /// <summary>The inputs of the one ConfigDrive, or of the one with a name: <c>NAMESPACE/NAME</c>, or <c>NAME</c> when it is unique.</summary>
    /// <exception cref="InvalidInputException">No such ConfigDrive, several, or no VirtualMachine for it.</exception>
    public static DriveInputs From(Manifests manifests, string? name, ContentDefaults defaults)
    {
        var drive = Choose([.. manifests.OfKind(OperatorResources.ConfigDrives, ManifestKind.Custom)], name);
        var virtualMachine = ClusterCache.VirtualMachineOf(drive);
        var instance = Find(manifests, OperatorResources.VirtualMachineInstances, virtualMachine);
        var node = instance?.Status?.NodeName;
        return new DriveInputs
        {
            ConfigDrive = drive,
            VirtualMachine = Find(manifests, OperatorResources.VirtualMachines, virtualMachine) ?? throw new InvalidInputException(
                $"ConfigDrive {NamespacedName.From(drive)}: spec.virtualMachineRef: the manifests contain no VirtualMachine {virtualMachine}; "
                + "add its file with -f"),
            VirtualMachineInstance = instance,
            NodeZone = NodeZone.Read(manifests.OfKind(Resources.Nodes, ManifestKind.BuiltInInPart).FirstOrDefault(candidate => candidate.Metadata.Name == node)),
            NamespaceUid = manifests.OfKind(Resources.Namespaces, ManifestKind.BuiltInInPart)
                .FirstOrDefault(candidate => candidate.Metadata.Name == drive.Metadata.Namespace)?.Metadata.Uid,
            Sources = Sources(manifests, drive.Metadata.Namespace!),
            Defaults = defaults,
            PasswordDue = drive.Spec.Password is not null,
        };
    }

    private static V1Alpha1ConfigDrive Choose(IReadOnlyList<V1Alpha1ConfigDrive> drives, string? name)
    {
        var chosen = drives.Where(drive => name is null || name == drive.Metadata.Name || name == NamespacedName.From(drive).ToString()).ToList();
        return chosen switch
        {
            [var one] => one,
            [] when name is null => throw new InvalidInputException("The manifests contain no ConfigDrive"),
            [] => throw new InvalidInputException($"The manifests contain no ConfigDrive {name}, only {List(drives)}"),
            _ => throw new InvalidInputException($"The manifests contain several ConfigDrives; choose one with --name: {List(chosen)}"),
        };
    }

    private static string List(IEnumerable<V1Alpha1ConfigDrive> drives) => string.Join(", ", drives.Select(drive => NamespacedName.From(drive)));

    private static T? Find<T>(Manifests manifests, ResourceDefinition<T> definition, NamespacedName name) where T : class, IKubernetesObject =>
        manifests.OfKind(definition, ManifestKind.CustomInPart).FirstOrDefault(candidate => NamespacedName.From(candidate) == name);

    private static SourceContents Sources(Manifests manifests, string @namespace)
    {
        var secrets = manifests.OfKind(Resources.Secrets, ManifestKind.BuiltIn).Where(secret => secret.Metadata.Namespace == @namespace)
            .Select(secret => KeyValuePair.Create(new SourceObject(SourceKind.Secret, secret.Metadata.Name!), ObjectData.Read(secret)));
        var configMaps = manifests.OfKind(Resources.ConfigMaps, ManifestKind.BuiltIn).Where(configMap => configMap.Metadata.Namespace == @namespace)
            .Select(configMap => KeyValuePair.Create(new SourceObject(SourceKind.ConfigMap, configMap.Metadata.Name!), ObjectData.Read(configMap)));

        return new SourceContents(secrets.Concat(configMaps).ToDictionary());
    }
}
