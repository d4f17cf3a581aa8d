namespace ConfigDrive.Kubernetes.Client;

/// <summary>How to patch.</summary>
/// <param name="FieldManager">Who owns the fields written; null means the client's user agent.</param>
/// <param name="Force">For server-side apply: take over fields that others own, instead of a conflict.</param>
/// <param name="DryRun">Check, but do not store.</param>
public sealed record PatchOptions(string? FieldManager = null, bool Force = false, bool DryRun = false);
