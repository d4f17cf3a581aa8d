using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Commands;

/// <summary>What the controller reads for one drive, read from a cluster with the rights of the user.</summary>
internal sealed class ClusterManifests(KubernetesClient client, string operatorNamespace)
{
    private readonly List<JsonObject> documents = [];
    private readonly List<string> leftOut = [];

    /// <summary>What the user may not read of a class, so that the drive is shown without it.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>Reads the ConfigDrive, its VirtualMachine, the classes, and the Secrets and ConfigMaps that they name.</summary>
    /// <exception cref="InvalidInputException">There is no such ConfigDrive.</exception>
    /// <exception cref="KubernetesException">The user may not read an object of the namespace.</exception>
    public async Task<(Manifests Manifests, V1Alpha1ConfigDrive Drive)> ReadAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var drive = await AddAsync(OperatorResources.WholeConfigDrives, key, cancellationToken)
            ?? throw new InvalidInputException($"ConfigDrive {key} does not exist: kubectl get configdrives --all-namespaces lists them");
        await AddAsync(OperatorResources.VirtualMachines, key with { Name = drive.Spec.VirtualMachineRef.Name }, cancellationToken);
        foreach (var source in SourceObjects.NamedBy(drive.Spec))
        {
            await AddAsync(source, key.Namespace, cancellationToken);
        }

        foreach (var driveClass in await ListClassesAsync(cancellationToken))
        {
            Add(OperatorResources.ConfigDriveClasses, driveClass);
            if (driveClass.Metadata.Name == drive.Spec.ClassName || (drive.Spec.ClassName is null && driveClass.IsDefault))
            {
                await AddSourcesAsync(driveClass, cancellationToken);
            }
        }

        return (Manifests.FromObjects("the cluster", documents), drive);
    }

    private async Task<IReadOnlyList<V1Alpha1ConfigDriveClass>> ListClassesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.Resource(OperatorResources.ConfigDriveClasses).ListAllAsync(new ListOptions(), cancellationToken).ToListAsync(cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return []; // An older definition: there are no classes.
        }
    }

    /// <summary>A tenant may not read what the provider keeps in the namespace of the operator, and sees the rest.</summary>
    private async Task AddSourcesAsync(V1Alpha1ConfigDriveClass driveClass, CancellationToken cancellationToken)
    {
        foreach (var keys in ClassSources.KeysNamedBy(driveClass.Spec).GroupBy(each => each.Source, each => each.Key))
        {
            try
            {
                await AddAsync(keys.Key, operatorNamespace, cancellationToken);
            }
            catch (KubernetesException exception) when (exception.IsForbidden)
            {
                leftOut.Add($"""what ConfigDriveClass "{driveClass.Metadata.Name}" takes from {keys.Key.Kind} {operatorNamespace}/{keys.Key.Name}, which you may not read""");
                documents.Add(WithoutContent(keys.Key, keys));
            }
        }
    }

    private JsonObject WithoutContent(SourceObject source, IEnumerable<string> keys) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = source.Kind.ToString(),
        ["metadata"] = new JsonObject { ["name"] = source.Name, ["namespace"] = operatorNamespace },
        ["data"] = new JsonObject(keys.Distinct(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, (JsonNode?)""))),
    };

    private async Task AddAsync(SourceObject source, string @namespace, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(@namespace, source.Name);
        if (source.Kind is SourceKind.Secret)
        {
            await AddAsync(Resources.Secrets, key, cancellationToken);
        }
        else
        {
            await AddAsync(Resources.ConfigMaps, key, cancellationToken);
        }
    }

    private async Task<T?> AddAsync<T>(ResourceDefinition<T> definition, NamespacedName key, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        var found = await client.Resource(definition).FindAsync(key, cancellationToken);
        if (found is not null)
        {
            Add(definition, found);
        }

        return found;
    }

    private void Add<T>(ResourceDefinition<T> definition, T found) where T : class, IKubernetesObject
    {
        var document = JsonSerializer.SerializeToNode(found, definition.TypeInfo)!.AsObject();
        document["apiVersion"] = definition.ApiVersion; // The items of a list have neither.
        document["kind"] = definition.Kind;
        documents.Add(document);
    }
}
