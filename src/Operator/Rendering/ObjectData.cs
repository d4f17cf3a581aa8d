namespace ConfigDrive.Operator.Rendering;

/// <summary>The data of Secrets and ConfigMaps as bytes by key, from any field.</summary>
internal static class ObjectData
{
    /// <summary><c>data</c>, overridden by <c>stringData</c> as the API server does on writing (offline manifests have the latter).</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(V1Secret secret) =>
        Merge(secret.Data, secret.StringData);

    /// <summary><c>binaryData</c> and <c>data</c>, which never share a key.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(V1ConfigMap configMap) =>
        Merge(configMap.BinaryData, configMap.Data);

    private static Dictionary<string, ReadOnlyMemory<byte>> Merge(
        IEnumerable<KeyValuePair<string, byte[]>>? bytes, IEnumerable<KeyValuePair<string, string>>? texts)
    {
        var data = (bytes ?? []).ToDictionary(entry => entry.Key, entry => (ReadOnlyMemory<byte>)entry.Value);
        foreach (var (key, value) in texts ?? [])
        {
            data[key] = Encoding.UTF8.GetBytes(value);
        }

        return data;
    }
}
