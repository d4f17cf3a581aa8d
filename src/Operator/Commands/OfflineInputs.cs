using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Commands;

/// <summary>What the controller reads from the cluster, read from manifests.</summary>
internal static class OfflineInputs
{
    /// <summary>The inputs of the one ConfigDrive, or of the one with a name: <c>NAMESPACE/NAME</c>, or <c>NAME</c> when it is unique.</summary>
    /// <exception cref="InvalidInputException">No such ConfigDrive, several, no VirtualMachine or no class for it, or a class that breaks a rule.</exception>
    public static DriveInputs From(Manifests manifests, string? name, string operatorNamespace, ContentDefaults defaults)
    {
        var given = Choose([.. manifests.OfKind(OperatorResources.ConfigDrives, ManifestKind.Custom)], name);
        var driveClass = ChooseClass(
            given,
            manifests.OfKind(OperatorResources.ConfigDriveClasses, ManifestKind.Custom),
            missing => $"the manifests contain no ConfigDriveClass {missing}; add its file with -f");
        var drive = ReconcileContext.Completed(given, driveClass?.Spec.Defaults);
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
            Class = driveClass is null ? null : Resolve(driveClass, Sources(manifests, operatorNamespace)),
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

    /// <summary>The class of a ConfigDrive among <paramref name="classes"/>; <paramref name="missing"/> says of a name that it is not there, and what to do.</summary>
    /// <exception cref="InvalidInputException">It is not there, or several are the default.</exception>
    public static V1Alpha1ConfigDriveClass? ChooseClass(V1Alpha1ConfigDrive drive, IEnumerable<V1Alpha1ConfigDriveClass> classes, Func<string, string> missing) =>
        (drive.Spec.ClassName, ClassFinder.Candidates(drive, classes)) switch
        {
            (_, [var one]) => one,
            (null or "", []) => null,
            ({ } name, _) => throw new InvalidInputException($"ConfigDrive {NamespacedName.From(drive)}: spec.className: {missing(name)}"),
            (null, var several) => throw new InvalidInputException(
                $"There are several default ConfigDriveClasses ({string.Join(", ", several.Select(each => each.Metadata.Name))}): name one in spec.className"),
        };

    /// <exception cref="InvalidInputException">The class breaks a rule, or a Secret or ConfigMap that it names does not exist.</exception>
    public static ClassContent Resolve(V1Alpha1ConfigDriveClass driveClass, SourceContents sources)
    {
        try
        {
            return ClassContent.Resolve(driveClass, sources);
        }
        catch (Exception exception) when (exception is MissingSourceException or InvalidContentException)
        {
            throw new InvalidInputException($"ConfigDriveClass {driveClass.Metadata.Name}: {exception.Message}");
        }
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
