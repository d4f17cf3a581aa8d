namespace ConfigDrive.Operator.Pipeline;

/// <summary>Who the operator is to the API server.</summary>
internal static class OperatorIdentity
{
    /// <summary>Field manager of what it applies and patches, and value of <see cref="Labels.ManagedBy"/>.</summary>
    public const string Name = "configdrive-operator";
}

/// <summary>Kubernetes' well-known labels (kubernetes.io, "Well-Known Labels, Annotations and Taints" and "Recommended Labels").</summary>
internal static class Labels
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Component = "app.kubernetes.io/component";
    public const string Name = "app.kubernetes.io/name";
    public const string Zone = "topology.kubernetes.io/zone";

    /// <summary>
    /// On the VirtualMachines of a VirtualMachinePool: another one with each change of its template (KubeVirt's own; pkg/virt-controller/watch/pool/pool.go).
    /// </summary>
    public const string PoolRevision = "kubevirt.io/vm-pool-revision-name";

    /// <summary>On Secrets: <c>"true"</c> where they may be put on a drive, with <c>run --secret-access Label</c>.</summary>
    public const string Readable = "configdrive.dev/readable";

    /// <summary>On what cannot be made again: <c>"true"</c>, for the tool that makes backups.</summary>
    public const string Backup = "configdrive.dev/backup";

    /// <summary>Value of <see cref="Component"/> of copy pods.</summary>
    public const string CopyComponent = "copy";

    /// <summary>Value of <see cref="Component"/> of the Secret with the key of all revisions.</summary>
    public const string RevisionKeyComponent = "revision-key";
}

/// <summary>Annotations that the operator understands.</summary>
internal static class Annotations
{
    /// <summary>On StorageClasses: <c>"true"</c> on the default one (Kubernetes' own).</summary>
    public const string DefaultStorageClass = "storageclass.kubernetes.io/is-default-class";

    /// <summary>On ConfigDriveClasses: <c>"true"</c> on the class of ConfigDrives that name none.</summary>
    public const string DefaultClass = "configdrive.dev/is-default-class";

    /// <summary>A new value asks for a full check, as in Flux.</summary>
    public const string ReconcileRequestedAt = "configdrive.dev/reconcile-requested-at";

    /// <summary>On VirtualMachines: the disks and volumes of the template that the operator added.</summary>
    public const string Added = "configdrive.dev/added";

    /// <summary>Those that the operator knows on VirtualMachines beside <see cref="RequestAnnotations"/>.</summary>
    public static IReadOnlyList<string> OnVirtualMachines { get; } = [Added, ReconcileRequestedAt];

    /// <summary>On claims and copy pods: the revision that the claim is or will be filled with.</summary>
    public const string Revision = "configdrive.dev/revision";

    /// <summary>On claims: the revision whose image is on the claim, verified. Nothing else says that a claim is filled.</summary>
    public const string Filled = "configdrive.dev/filled";

    /// <summary>On copy pods: how many were made for the same revision, this one included.</summary>
    public const string Attempt = "configdrive.dev/attempt";

    /// <summary>On copy pods: digest of the spec that the pod was made with.</summary>
    public const string Template = "configdrive.dev/template";

    /// <summary>On copy pods: UID of the claim that the pod writes, as another of the same name may replace it.</summary>
    public const string ClaimUid = "configdrive.dev/claim-uid";
}

/// <summary>Annotations by which a VirtualMachine asks for a ConfigDrive (docs/guides/annotations.md). The operator reads them, and never writes them.</summary>
internal static class RequestAnnotations
{
    /// <summary>What the names of all annotations of this project begin with.</summary>
    public const string Prefix = "configdrive.dev/";

    /// <summary>Name of a ConfigDriveClass; empty for the default one.</summary>
    public const string Class = Prefix + "class";

    // Each of the form SECRET[/KEY] or CONFIGMAP[/KEY].
    public const string UserDataSecret = Prefix + "user-data-secret";
    public const string NetworkDataSecret = Prefix + "network-data-secret";
    public const string SshKeysSecret = Prefix + "ssh-keys-secret";
    public const string PasswordSecret = Prefix + "password-secret";
    public const string VendorDataConfigMap = Prefix + "vendor-data-configmap";

    public static IReadOnlyList<string> All { get; } = [Class, UserDataSecret, NetworkDataSecret, SshKeysSecret, PasswordSecret, VendorDataConfigMap];
}
