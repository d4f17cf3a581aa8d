namespace ConfigDrive.Operator.Reconciling;

/// <summary>
/// Types of the conditions in a ConfigDrive's status. <see cref="Ready"/>, <see cref="Reconciling"/> and <see cref="Stalled"/> follow
/// kstatus (sigs.k8s.io/cli-utils, pkg/kstatus): the last two are absent while all is well.
/// </summary>
internal static class ConditionTypes
{
    /// <summary>Whether everything that is wanted holds.</summary>
    public const string Ready = "Ready";

    /// <summary>Present while the operator still works, or waits, towards the wanted state.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Present when nothing but a change by the user can help.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Whether the inputs could be read and made an image.</summary>
    public const string Rendered = "Rendered";

    /// <summary>Whether the image lies in the library.</summary>
    public const string StoredOnSecondary = "StoredOnSecondary";

    /// <summary>Whether the guest has the drive.</summary>
    public const string Attached = "Attached";

    /// <summary>Whether the drive can move to another node.</summary>
    public const string MigrationReady = "MigrationReady";

    /// <summary>Whether a claim holds the image.</summary>
    public const string CopiedToPrimary = "CopiedToPrimary";
}
