using System.Security.Cryptography;

namespace ConfigDrive.Operator.Revisions;

/// <summary>The Secret in the operator's namespace with the key of all revisions; created once, by the first replica.</summary>
internal sealed class RevisionKeySecret(KubernetesClient client, string operatorNamespace)
{
    private const string Name = "configdrive-operator-revision-key";
    private const string DataKey = "key";
    private const int KeyBytes = 32;

    /// <exception cref="InvalidDataException">The Secret exists but has no usable key.</exception>
    public async Task<RevisionKey> GetOrCreateAsync(CancellationToken cancellationToken)
    {
        var secrets = client.Resource(Resources.Secrets);
        var secret = await secrets.FindAsync(new(operatorNamespace, Name), cancellationToken) ?? await CreateAsync(secrets, cancellationToken);

        return secret.Data?.TryGetValue(DataKey, out var key) is true && key.Length >= KeyBytes
            ? new RevisionKey(key)
            : throw new InvalidDataException(
                $"Secret {operatorNamespace}/{Name} has no key '{DataKey}' of {KeyBytes} bytes or more. "
                + "Delete the Secret and restart the operator: every drive then gets a new revision.");
    }

    private async Task<V1Secret> CreateAsync(ResourceClient<V1Secret> secrets, CancellationToken cancellationToken)
    {
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Namespace = operatorNamespace, Name = Name },
            Immutable = true,
            Data = new Dictionary<string, byte[]> { [DataKey] = RandomNumberGenerator.GetBytes(KeyBytes) },
        };
        try
        {
            return await secrets.CreateAsync(secret, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return await secrets.GetAsync(new(operatorNamespace, Name), cancellationToken);
        }
    }
}
