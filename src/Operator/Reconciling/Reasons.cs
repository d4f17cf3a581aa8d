namespace ConfigDrive.Operator.Reconciling;

/// <summary>
/// Reasons of conditions and events, for people and for machines: they are part of the API and documented in docs/reference/conditions.md.
/// The reasons of a full, read-only or failing store are those of <see cref="Storage.SecondaryStoreException"/>.
/// </summary>
internal static class Reasons
{
    public const string Succeeded = "Succeeded";
    public const string Rendered = "Rendered";
    public const string Stored = "Stored";
    public const string Removed = "Removed";

    public const string InvalidSpec = "InvalidSpec";
    public const string InvalidContent = "InvalidContent";
    public const string VirtualMachineClaimed = "VirtualMachineClaimed";

    public const string KubeVirtNotInstalled = "KubeVirtNotInstalled";
    public const string VirtualMachineNotFound = "VirtualMachineNotFound";
    public const string SecretNotFound = "SecretNotFound";
    public const string ConfigMapNotFound = "ConfigMapNotFound";
}
