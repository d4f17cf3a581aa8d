using System.Security.Cryptography;

namespace ConfigDrive.Operator.Revisions;

/// <summary>
/// The Secret in the operator's namespace with the key of all revisions: immutable, created by the first replica, and not created again while ConfigDrives
/// have revisions made with it, unless the operator is told to.
/// </summary>
internal sealed class RevisionKeySecret(KubernetesClient client, string operatorNamespace)
{
    private const string DataKey = "key";
    private const int KeyBytes = 32;
    private const int PageSize = 500;

    private static readonly Dictionary<string, string> Marks = new()
    {
        [Labels.Name] = OperatorIdentity.Name,
        [Labels.Component] = Labels.RevisionKeyComponent,
        [Labels.Backup] = "true",
    };

    private readonly ResourceClient<V1Secret> secrets = client.Resource(Resources.Secrets);

    public NamespacedName Name { get; } = new(operatorNamespace, "configdrive-operator-revision-key");

    /// <summary>
    /// Reads the key, or makes it where no ConfigDrive of those that the operator serves has a revision; also where some have, when another key is accepted.
    /// </summary>
    /// <param name="namespaces">Whose ConfigDrives it serves; empty for all.</param>
    /// <param name="selector">Which of them.</param>
    /// <param name="acceptNew">Whether another key is accepted.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="InvalidDataException">The Secret exists but has no usable key.</exception>
    public async Task<OpenedKey> OpenAsync(IReadOnlyList<string> namespaces, LabelSelector selector, bool acceptNew, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } found)
        {
            return new OpenedKey(Read(found), Lost: 0, IsNew: false);
        }

        var lost = await CountRevisionsAsync(namespaces, selector, cancellationToken);
        return lost > 0 && !acceptNew
            ? new OpenedKey(Key: null, lost, IsNew: false)
            : new OpenedKey(Read(await CreateAsync(RandomNumberGenerator.GetBytes(KeyBytes), cancellationToken)), lost, IsNew: true);
    }

    /// <summary>The Secret as it is now; <c>null</c> when there is none.</summary>
    public Task<V1Secret?> FindAsync(CancellationToken cancellationToken) => secrets.FindAsync(Name, cancellationToken);

    /// <exception cref="InvalidDataException">The Secret has no usable key.</exception>
    public RevisionKey Read(V1Secret secret) => secret.Data?.TryGetValue(DataKey, out var key) is true && key.Length >= KeyBytes
        ? new RevisionKey(key)
        : throw new InvalidDataException($"Secret {Name} has no key '{DataKey}' of {KeyBytes} bytes or more: delete it, and restore it from a backup.");

    /// <summary>Creates the Secret; returns that of another replica when that was faster.</summary>
    public async Task<V1Secret> CreateAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Namespace = Name.Namespace, Name = Name.Name, Labels = new(Marks) },
            Immutable = true,
            Data = new Dictionary<string, byte[]> { [DataKey] = key.ToArray() },
        };
        try
        {
            return await secrets.CreateAsync(secret, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return await secrets.GetAsync(Name, cancellationToken);
        }
    }

    /// <summary>Gives the Secret of an earlier operator, or one that was restored without them, its labels.</summary>
    public async Task MarkAsync(V1Secret secret, CancellationToken cancellationToken)
    {
        if (Marks.Any(mark => secret.Metadata.Labels?.GetValueOrDefault(mark.Key) != mark.Value))
        {
            var labels = new JsonObject(Marks.Select(mark => KeyValuePair.Create(mark.Key, (JsonNode?)mark.Value)));
            await secrets.PatchAsync(
                Name, new MergePatch(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels } }), cancellationToken: cancellationToken);
        }
    }

    private async Task<int> CountRevisionsAsync(IReadOnlyList<string> namespaces, LabelSelector selector, CancellationToken cancellationToken)
    {
        var drives = client.Resource(OperatorResources.ConfigDriveOutlines);
        var count = 0;
        try
        {
            foreach (var each in namespaces is [] ? (IReadOnlyList<string?>)[null] : namespaces)
            {
                var options = new ListOptions { Namespace = each, LabelSelector = selector.Text, Limit = PageSize };
                count += await drives.ListAllAsync(options, cancellationToken).CountAsync(drive => drive.Revision is not null, cancellationToken);
            }

            return count;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return 0; // The cluster does not know ConfigDrives yet.
        }
    }
}

/// <summary>How the key of all revisions was found.</summary>
/// <param name="Key">The key; <c>null</c> when it is lost.</param>
/// <param name="Lost">How many ConfigDrives have revisions that were made with one that is lost.</param>
/// <param name="IsNew">Whether it was just made.</param>
internal sealed record OpenedKey(RevisionKey? Key, int Lost, bool IsNew) : IDisposable
{
    public void Dispose() => Key?.Dispose();
}
