using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("What the operator found and did.")]
internal sealed record ConfigDriveStatus
{
    [Description("Generation of the spec that this status is about.")]
    public long? ObservedGeneration { get; init; }

    [Description("Revision that should be on the drive: a keyed digest of the image.")]
    public string? Revision { get; init; }

    [Description("Identifier of the key of all digests in this status; that of the present key where it is absent.")]
    public string? RevisionKeyID { get; init; }

    [Description("Keyed digest of the revision's image, where the revision got its name under an earlier key; absent where it is the revision.")]
    public string? Digest { get; init; }

    [Description("Keyed digest of the identities and versions of everything that was read; while it is equal, nothing needs to be read again.")]
    public string? Inputs { get; init; }

    [Description("The ConfigDriveClass that the drive was made with; absent where it was made without.")]
    public string? ClassName { get; init; }

    [Description("Generation of the class that the drive was made with.")]
    public long? ClassGeneration { get; init; }

    [Description("Digest of the identities and versions of the class and of what it names, and of the operator's settings that are on drives, as the drive was made with them.")]
    public string? ClassInputs { get; init; }

    [Description("Defaults of the class that the drive was made with. They hold until the drive takes a changed class.")]
    public ClassDefaults? ClassDefaults { get; init; }

    [Description("Keyed digest of the instance ID on the drive: with another one the guest starts over as a new instance.")]
    public string? Instance { get; init; }

    [Description("Value of the annotation configdrive.dev/reconcile-requested-at that was last acted on.")]
    public string? LastHandledReconcileAt { get; init; }

    [Description("Conditions: Ready, Reconciling, Stalled, Suspended, Rendered, StoredOnSecondary, CopiedToPrimary, Attached, MigrationReady.")]
    [Schema(ListType = "map", ListMapKeys = ["type"])]
    public IReadOnlyList<V1Condition> Conditions { get => field ?? []; init; }

    [Description("UID of the VirtualMachine that all of this is about: another one of the same name starts from the beginning.")]
    public string? VirtualMachineUID { get; init; }

    [Description("The image of the revision.")]
    public ImageStatus? Image { get; init; }

    [Description("Where the image is in the library.")]
    public SecondaryStatus? Secondary { get; init; }

    [Description("The claim with the image.")]
    public PrimaryStatus? Primary { get; init; }

    [Description("What the VirtualMachineInstance has.")]
    public AttachedStatus? Attached { get; init; }

    [Description("Whether a password waits for delivery, and to which VirtualMachineInstance the last one went.")]
    public PasswordStatus? Password { get; init; }

    [Description("Where the VirtualMachine runs or ran last.")]
    public PlacementStatus? Placement { get; init; }

    [Description("What the present VirtualMachineInstance, or the last one, started with.")]
    public BootStatus? Boot { get; init; }

    [Description("Whether something else undoes what the operator writes to the VirtualMachine.")]
    public DriftStatus? Drift { get; init; }

    /// <summary>Digest of the image of a revision, under the key of <see cref="RevisionKeyID"/>.</summary>
    public string DigestOf(string revision) => revision == Revision && Digest is { } digest ? digest : revision;
}

[Description("An image.")]
internal sealed record ImageStatus
{
    [Description("Volume label.")]
    public required string VolumeLabel { get; init; }

    [Description("Size in bytes.")]
    public required long SizeBytes { get; init; }

    [Description("Number of files on it.")]
    public required int Files { get; init; }
}

[Description("An image in the library.")]
internal sealed record SecondaryStatus
{
    [Description("Path below the root of the secondary store.")]
    public required string Path { get; init; }

    [Description("Revision of the image.")]
    public required string Revision { get; init; }
}

[Description("An image in a claim.")]
internal sealed record PrimaryStatus
{
    [Description("Name of the PersistentVolumeClaim.")]
    public required string ClaimName { get; init; }

    [Description("Revision of the image.")]
    public required string Revision { get; init; }
}

[Description("The drive as the VirtualMachineInstance has it.")]
internal sealed record AttachedStatus
{
    [Description("Revision of the image.")]
    public required string Revision { get; init; }

    [Description("UID of the VirtualMachineInstance.")]
    public string? VirtualMachineInstanceUID { get; init; }

    [Description("Node on which it runs.")]
    public string? NodeName { get; init; }

    [Description("Since when.")]
    [Schema(Format = "date-time")]
    public string? Since { get; init; }
}

[Description("Delivery of the password.")]
internal sealed record PasswordStatus
{
    [Description("Whether the password waits for a start of the VirtualMachine.")]
    public bool Pending { get; init; }

    [Description("UID of the VirtualMachineInstance that got the last password.")]
    public string? DeliveredTo { get; init; }

    [Description("Keyed digest of the password that is pending or was delivered; another value in the Secret is a new password.")]
    public string? Digest { get; init; }

    [Description("The revision as it would be with the delivered password: a running VirtualMachine that has it keeps it until it stops.")]
    public string? RevisionWithPassword { get; init; }

    [Description("Revisions with a password on them that the VirtualMachine may still refer to.")]
    [Schema(ListType = "map", ListMapKeys = ["revision"])]
    public IReadOnlyList<PasswordRevision> Revisions { get => field ?? []; init; }
}

[Description("A revision with a password on it.")]
internal sealed record PasswordRevision
{
    [Description("The revision.")]
    public required string Revision { get; init; }

    [Description("Keyed digest of the password.")]
    public required string Digest { get; init; }
}

[Description("Where the VirtualMachine runs or, while it is stopped, ran last: a stop must not change the drive.")]
internal sealed record PlacementStatus
{
    [Description("Name of the node.")]
    public required string NodeName { get; init; }

    [Description("Zone of the node.")]
    public string? Zone { get; init; }
}

[Description("What a VirtualMachineInstance started with. A medium that is changed later does not change it.")]
internal sealed record BootStatus
{
    [Description("UID of the VirtualMachineInstance.")]
    public required string VirtualMachineInstanceUID { get; init; }

    [Description("The claim in the drive when it was first seen; absent when the drive was empty or missing.")]
    public string? ClaimName { get; init; }
}

[Description("How often something else undid what the operator had written to the VirtualMachine.")]
internal sealed record DriftStatus
{
    [Description("What the operator wrote last: the name of the claim, or empty for a drive without medium.")]
    public required string Written { get; init; }

    [Description("Generation of the ConfigDrive at that time.")]
    public long? Generation { get; init; }

    [Description("Revision of the VirtualMachinePool that the VirtualMachine was of at that time, if any.")]
    public string? PoolRevision { get; init; }

    [Description("How often it was undone.")]
    public int Rounds { get; init; }

    [Description("Since when it is counted.")]
    [Schema(Format = "date-time")]
    public string? Since { get; init; }
}
