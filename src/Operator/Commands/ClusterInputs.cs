using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Commands;

/// <summary>What the controller reads for one drive, read from a cluster with the rights of the user.</summary>
internal sealed class ClusterInputs(KubernetesClient client, string operatorNamespace, ContentDefaults defaults)
{
    private readonly SourceReader reader = new(client, SecretAccess.All);
    private readonly List<string> leftOut = [];

    /// <summary>What the user may not read of a class, so that the drive is shown without it.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>Reads the ConfigDrive, its VirtualMachine and class, and the Secrets and ConfigMaps that they name.</summary>
    /// <returns>The inputs, and the revision in the status.</returns>
    /// <exception cref="InvalidInputException">An object does not exist, or the class breaks a rule.</exception>
    /// <exception cref="KubernetesException">The user may not read an object of the namespace.</exception>
    public async Task<(DriveInputs Inputs, string? Revision)> ReadAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var given = await client.Resource(OperatorResources.WholeConfigDrives).FindAsync(key, cancellationToken)
            ?? throw new InvalidInputException($"ConfigDrive {key} does not exist: kubectl get configdrives --all-namespaces lists them");
        var driveClass = OfflineInputs.ChooseClass(given, await ListClassesAsync(cancellationToken), missing => $"ConfigDriveClass {missing} does not exist");
        var drive = ReconcileContext.Completed(given, driveClass?.Spec.Defaults);
        var machine = key with { Name = drive.Spec.VirtualMachineRef.Name };
        var virtualMachine = await client.Resource(OperatorResources.VirtualMachines).FindAsync(machine, cancellationToken)
            ?? throw new InvalidInputException($"ConfigDrive {key}: spec.virtualMachineRef: VirtualMachine {machine} does not exist");
        var sources = await reader.ReadAsync(key.Namespace, SourceObjects.KeysNamedBy(drive.Spec), SecretAccess.All, _ => { }, cancellationToken);
        var status = given.Status ?? new ConfigDriveStatus();
        var inputs = new DriveInputs
        {
            ConfigDrive = drive,
            VirtualMachine = virtualMachine,

            // As the controller remembers it: where the guest ran last, and whether the password has been delivered.
            VirtualMachineInstance = status.Placement is { } placement ? new V1VirtualMachineInstance { Status = new() { NodeName = placement.NodeName } } : null,
            NodeZone = status.Placement?.Zone,
            PasswordDue = status.Password?.Pending ?? drive.Spec.Password is not null,
            NamespaceUid = drive.Spec.Metadata.ExposeNamespace
                ? (await client.Resource(Resources.Namespaces).FindAsync(new NamespacedName("", key.Namespace), cancellationToken))?.Metadata.Uid
                : null,
            Sources = sources.Contents,
            Defaults = defaults,
            Class = driveClass is null ? null : await ResolveAsync(driveClass, cancellationToken),
        };
        return (inputs, status.Revision);
    }

    private async Task<IReadOnlyList<V1Alpha1ConfigDriveClass>> ListClassesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.Resource(OperatorResources.ConfigDriveClasses).ListAllAsync(new ListOptions(), cancellationToken).ToListAsync(cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return []; // The definition is older than classes are.
        }
    }

    /// <summary>A tenant may not read what the provider keeps in the namespace of the operator, and sees the rest.</summary>
    private async Task<ClassContent> ResolveAsync(V1Alpha1ConfigDriveClass driveClass, CancellationToken cancellationToken)
    {
        var forbidden = new HashSet<SourceObject>();
        foreach (var keys in ClassSources.KeysNamedBy(driveClass.Spec).GroupBy(each => each.Source))
        {
            try
            {
                await reader.ReadAsync(operatorNamespace, keys, SecretAccess.All, _ => { }, cancellationToken);
            }
            catch (KubernetesException exception) when (exception.IsForbidden)
            {
                forbidden.Add(keys.Key);
                leftOut.Add($"""what ConfigDriveClass "{driveClass.Metadata.Name}" takes from {keys.Key.Kind} {operatorNamespace}/{keys.Key.Name}, which you may not read""");
            }
        }

        var readable = driveClass with
        {
            Spec = driveClass.Spec with
            {
                VendorData = IsReadable(driveClass.Spec.VendorData) ? driveClass.Spec.VendorData : null,
                SshPublicKeys = [.. driveClass.Spec.SshPublicKeys.Where(IsReadable)],
            },
        };
        var read = await reader.ReadAsync(operatorNamespace, ClassSources.KeysNamedBy(readable.Spec), SecretAccess.All, _ => { }, cancellationToken);
        return OfflineInputs.Resolve(readable, read.Contents);

        bool IsReadable(Source? source) => source is null || !SourceObjects.KeysNamedBy([source]).Any(each => forbidden.Contains(each.Source));
    }
}
