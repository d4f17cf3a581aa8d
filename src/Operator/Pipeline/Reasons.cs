namespace ConfigDrive.Operator.Pipeline;

/// <summary>
/// Reasons of conditions and events, for people and for machines: they are part of the API and documented in docs/reference/conditions.md.
/// The reasons for a full, read-only or failing store are in <c>SecondaryStoreException</c>.
/// </summary>
internal static class Reasons
{
    public const string Succeeded = "Succeeded";
    public const string Rendered = "Rendered";
    public const string RenderQueued = "RenderQueued";
    public const string InstanceChanged = "InstanceChanged";
    public const string Stored = "Stored";
    public const string Removed = "Removed";
    public const string Suspended = "Suspended";
    public const string Resumed = "Resumed";

    public const string InvalidSpec = "InvalidSpec";
    public const string InvalidContent = "InvalidContent";
    public const string VirtualMachineClaimed = "VirtualMachineClaimed";

    public const string RequestRefused = "RequestRefused";
    public const string RequestFailed = "RequestFailed";
    public const string Conflict = "Conflict";
    public const string InternalError = "InternalError";

    public const string RevisionKeyLost = "RevisionKeyLost";
    public const string RevisionKeyChanged = "RevisionKeyChanged";
    public const string RevisionKeyCreated = "RevisionKeyCreated";
    public const string RevisionKeyAccepted = "RevisionKeyAccepted";
    public const string RevisionKeyDeleted = "RevisionKeyDeleted";

    public const string ClassNotFound = "ClassNotFound";
    public const string ClassInvalid = "ClassInvalid";
    public const string DefaultClassAmbiguous = "DefaultClassAmbiguous";

    public const string KubeVirtNotInstalled = "KubeVirtNotInstalled";
    public const string VirtualMachineNotFound = "VirtualMachineNotFound";
    public const string ObjectUnreadable = "ObjectUnreadable";
    public const string SecretNotAllowed = "SecretNotAllowed";
    public const string SecretNotFound = "SecretNotFound";
    public const string ConfigMapNotFound = "ConfigMapNotFound";

    public const string Attached = "Attached";
    public const string Attaching = "Attaching";
    public const string Detaching = "Detaching";
    public const string DetachedAfterBoot = "DetachedAfterBoot";
    public const string DetachNotPossible = "DetachNotPossible";
    public const string GuestBooting = "GuestBooting";
    public const string InstanceStarting = "InstanceStarting";
    public const string RestartRequired = "RestartRequired";
    public const string TakesEffectAtNextStart = "TakesEffectAtNextStart";
    public const string NotWired = "NotWired";
    public const string Observing = "Observing";
    public const string HotplugFailed = "HotplugFailed";
    public const string SyncFailed = "SyncFailed";
    public const string VirtualMachineRefused = "VirtualMachineRefused";
    public const string SnapshotInProgress = "SnapshotInProgress";
    public const string RestoreInProgress = "RestoreInProgress";
    public const string MigrationInProgress = "MigrationInProgress";
    public const string DiskNameTaken = "DiskNameTaken";
    public const string LabelTaken = "LabelTaken";
    public const string OtherCloudInit = "OtherCloudInit";
    public const string VolumesMigrate = "VolumesMigrate";
    public const string DriftDetected = "DriftDetected";
    public const string DriveStripped = "DriveStripped";
    public const string DriveRenamed = "DriveRenamed";

    public const string PasswordPending = "PasswordPending";
    public const string PasswordDelivered = "PasswordDelivered";
    public const string PasswordWithdrawn = "PasswordWithdrawn";

    public const string Migratable = "Migratable";
    public const string NotRunning = "NotRunning";
    public const string NotShared = "NotShared";
    public const string DriveChanging = "DriveChanging";

    public const string Reclaimed = "Reclaimed";
    public const string LibraryRepaired = "LibraryRepaired";

    public const string Copied = "Copied";
    public const string Copying = "Copying";
    public const string CopyCorrupt = "CopyCorrupt";
    public const string CopyFailed = "CopyFailed";
    public const string CopyPodEvicted = "CopyPodEvicted";
    public const string CopyRefused = "CopyRefused";
    public const string DeadlineExceeded = "DeadlineExceeded";
    public const string ImagePullFailed = "ImagePullFailed";
    public const string PodUnschedulable = "PodUnschedulable";
    public const string QuotaExceeded = "QuotaExceeded";
    public const string NamespaceTerminating = "NamespaceTerminating";

    public const string ClaimDeleted = "ClaimDeleted";
    public const string ClaimInUse = "ClaimInUse";
    public const string ClaimLeft = "ClaimLeft";
    public const string ClaimLost = "ClaimLost";
    public const string ClaimNotOurs = "ClaimNotOurs";
    public const string ClaimPending = "ClaimPending";
    public const string ClaimShared = "ClaimShared";
    public const string StorageClassNotFound = "StorageClassNotFound";

    public const string ConfigDriveCreated = "ConfigDriveCreated";
    public const string ConfigDriveChanged = "ConfigDriveChanged";
    public const string ConfigDriveDeleted = "ConfigDriveDeleted";
    public const string ConfigDriveExists = "ConfigDriveExists";
    public const string InvalidAnnotation = "InvalidAnnotation";
}
