using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Rendering;

/// <summary>
/// Reads the Secrets and ConfigMaps that a ConfigDrive names, from the API server and not from the caches, which have only metadata and may not have
/// an object yet that was created just before the ConfigDrive.
/// </summary>
internal sealed class SourceReader(KubernetesClient client, SecretAccess access)
{
    private const int Concurrently = 4;

    private readonly ResourceClient<V1Secret> secrets = client.Resource(Resources.Secrets);
    private readonly ResourceClient<V1ConfigMap> configMaps = client.Resource(Resources.ConfigMaps);
    private readonly ResourceClient<V1PartialObjectMetadata> namespaces = client.Resource(Resources.Namespaces);
    private readonly ResourceClient<V1Alpha1ConfigDrive> wholeDrives = client.Resource(OperatorResources.WholeConfigDrives);

    /// <summary>Which Secrets are read.</summary>
    public SecretAccess Access { get; } = access;

    /// <summary>
    /// Reads all objects, each once and a few at a time, so that what is too large is known before all of it is in memory. A Secret that may not be read is as
    /// one that does not exist.
    /// </summary>
    /// <exception cref="InvalidContentException">There is more than a drive may have.</exception>
    /// <exception cref="RenderLaterException">The drive is large and another one is being made, or the ConfigDrive has just changed.</exception>
    public async Task<ReadSources> ReadAsync(V1Alpha1ConfigDrive known, ContentSize size, CancellationToken cancellationToken)
    {
        size.Add(known.OmittedCharacters);
        var drive = known.IsAbridged ? await ReadWholeAsync(known, cancellationToken) : known;
        var @namespace = drive.Metadata.Namespace ?? "";
        var read = await ReadAsync(@namespace, SourceObjects.KeysNamedBy(drive.Spec), Access, size.Add, cancellationToken);
        var owner = drive.Spec.Metadata.ExposeNamespace ? await namespaces.GetAsync(new("", @namespace), cancellationToken) : null;
        return new ReadSources(drive, read.Contents, owner?.Metadata.Uid, read.Versions);
    }

    /// <summary>Reads keys of objects of a namespace; <paramref name="count"/> is called with the bytes of each few.</summary>
    public async Task<(SourceContents Contents, IReadOnlyList<SourceVersion> Versions)> ReadAsync(
        string @namespace, IEnumerable<(SourceObject Source, string Key)> keys, SecretAccess access, Action<long> count, CancellationToken cancellationToken)
    {
        var read = new List<Entry>();
        foreach (var few in keys.GroupBy(each => each.Source, each => each.Key).Chunk(Concurrently))
        {
            var entries = await Task.WhenAll(few.Select(each => each.Key.Kind is SourceKind.Secret
                ? ReadSecretAsync(@namespace, each, access, cancellationToken)
                : ReadConfigMapAsync(@namespace, each, cancellationToken)));
            count(entries.Sum(entry => entry.Data?.Values.Sum(value => (long)value.Length) ?? 0));
            read.AddRange(entries);
        }

        var found = read.Where(entry => entry.Data is not null).ToDictionary(entry => entry.Source, entry => entry.Data!);
        return (new SourceContents(found), [.. read.Select(entry => SourceVersion.Read(entry.Source, entry.Metadata))]);
    }

    /// <exception cref="RenderLaterException">It is another by now, which the watch will show.</exception>
    private async Task<V1Alpha1ConfigDrive> ReadWholeAsync(V1Alpha1ConfigDrive known, CancellationToken cancellationToken)
    {
        var whole = await wholeDrives.GetAsync(NamespacedName.From(known), cancellationToken);
        return whole.Metadata.Uid == known.Metadata.Uid && whole.Metadata.Generation == known.Metadata.Generation
            ? whole
            : throw new RenderLaterException("The ConfigDrive has changed since the watch reported it");
    }

    private async Task<Entry> ReadSecretAsync(string @namespace, IGrouping<SourceObject, string> keys, SecretAccess access, CancellationToken cancellationToken)
    {
        var secret = await secrets.FindAsync(new(@namespace, keys.Key.Name), cancellationToken);
        var isReadable = access is SecretAccess.All || secret?.Metadata.Labels?.GetValueOrDefault(Labels.Readable) == "true";
        return new Entry(keys.Key, secret?.Metadata, secret is null || !isReadable ? null : Only(keys, ObjectData.Read(secret)));
    }

    private async Task<Entry> ReadConfigMapAsync(string @namespace, IGrouping<SourceObject, string> keys, CancellationToken cancellationToken)
    {
        var configMap = await configMaps.FindAsync(new(@namespace, keys.Key.Name), cancellationToken);
        return new Entry(keys.Key, configMap?.Metadata, configMap is null ? null : Only(keys, ObjectData.Read(configMap)));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Only(IEnumerable<string> keys, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> data) =>
        keys.Where(data.ContainsKey).Distinct().ToDictionary(key => key, key => data[key]);

    private sealed record Entry(SourceObject Source, V1ObjectMeta? Metadata, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Data);
}

/// <summary>What was read from the API server for one image.</summary>
/// <param name="Drive">The ConfigDrive, with its texts.</param>
/// <param name="Contents">Data of the Secrets and ConfigMaps that the ConfigDrive names.</param>
/// <param name="NamespaceUid">UID of the namespace; <c>null</c> unless the drive shows it.</param>
/// <param name="Versions">Which version of each was read, in the order in which the spec names them.</param>
internal sealed record ReadSources(V1Alpha1ConfigDrive Drive, SourceContents Contents, string? NamespaceUid, IReadOnlyList<SourceVersion> Versions)
{
    /// <summary>What the class adds; <c>null</c> without one.</summary>
    public ClassContent? Class { get; init; }
}

/// <summary>Which version of a Secret or ConfigMap was seen; UID and resource version are empty when it did not exist.</summary>
internal sealed record SourceVersion(SourceObject Source, string Uid, string ResourceVersion)
{
    public static SourceVersion Read(SourceObject source, V1ObjectMeta? metadata) => new(source, metadata?.Uid ?? "", metadata?.ResourceVersion ?? "");
}

/// <summary>Which Secrets may be put on a drive. Who may write ConfigDrives may read each of these through a drive.</summary>
internal enum SecretAccess
{
    /// <summary>All of the ConfigDrive's namespace.</summary>
    All,

    /// <summary>Those with the label <see cref="Labels.Readable"/>.</summary>
    Label,
}
