using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Rendering;

/// <summary>
/// Reads the Secrets and ConfigMaps that a ConfigDrive names, from the API server and not from the caches, which have only metadata and may not have
/// an object yet that was created just before the ConfigDrive.
/// </summary>
internal sealed class SourceReader(KubernetesClient client, SecretAccess access)
{
    private readonly ResourceClient<V1Secret> secrets = client.Resource(Resources.Secrets);
    private readonly ResourceClient<V1ConfigMap> configMaps = client.Resource(Resources.ConfigMaps);
    private readonly ResourceClient<V1PartialObjectMetadata> namespaces = client.Resource(Resources.Namespaces);

    /// <summary>Which Secrets are read.</summary>
    public SecretAccess Access { get; } = access;

    /// <summary>Reads all objects concurrently, each once. A Secret that may not be read is as one that does not exist.</summary>
    public async Task<ReadSources> ReadAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var @namespace = drive.Metadata.Namespace ?? "";
        var read = await Task.WhenAll(SourceObjects.NamedBy(drive.Spec).Select(source => source.Kind is SourceKind.Secret
            ? ReadSecretAsync(@namespace, source, cancellationToken)
            : ReadConfigMapAsync(@namespace, source, cancellationToken)));

        var owner = drive.Spec.Metadata.ExposeNamespace ? await namespaces.GetAsync(new("", @namespace), cancellationToken) : null;
        var found = read.Where(entry => entry.Data is not null).ToDictionary(entry => entry.Source, entry => entry.Data!);
        var versions = read.Select(entry => SourceVersion.Read(entry.Source, entry.Metadata)).ToList();
        return new ReadSources(new SourceContents(found), owner?.Metadata.Uid, versions);
    }

    private async Task<Entry> ReadSecretAsync(string @namespace, SourceObject source, CancellationToken cancellationToken)
    {
        var secret = await secrets.FindAsync(new(@namespace, source.Name), cancellationToken);
        var isReadable = Access is SecretAccess.All || secret?.Metadata.Labels?.GetValueOrDefault(Labels.Readable) == "true";
        return new Entry(source, secret?.Metadata, secret is null || !isReadable ? null : ObjectData.Read(secret));
    }

    private async Task<Entry> ReadConfigMapAsync(string @namespace, SourceObject source, CancellationToken cancellationToken)
    {
        var configMap = await configMaps.FindAsync(new(@namespace, source.Name), cancellationToken);
        return new Entry(source, configMap?.Metadata, configMap is null ? null : ObjectData.Read(configMap));
    }

    private sealed record Entry(SourceObject Source, V1ObjectMeta? Metadata, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Data);
}

/// <summary>What was read from the API server for one image.</summary>
/// <param name="Contents">Data of the Secrets and ConfigMaps that the ConfigDrive names.</param>
/// <param name="NamespaceUid">UID of the namespace; <c>null</c> unless the drive shows it.</param>
/// <param name="Versions">Which version of each was read, in the order in which the spec names them.</param>
internal sealed record ReadSources(SourceContents Contents, string? NamespaceUid, IReadOnlyList<SourceVersion> Versions);

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
