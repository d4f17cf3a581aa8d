namespace ConfigDrive.KubeVirtDouble;

/// <summary>An instance that ran.</summary>
/// <param name="InstanceUid">Its UID.</param>
/// <param name="Claims">The claims of its volumes when the guest started, by volume.</param>
public sealed record Start(string InstanceUid, IReadOnlyDictionary<string, string> Claims);
