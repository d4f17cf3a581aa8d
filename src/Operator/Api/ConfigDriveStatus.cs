using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api;

[Description("What the operator found and did.")]
public sealed record ConfigDriveStatus
{
    [Description("Generation of the spec that this status speaks of.")]
    public long? ObservedGeneration { get; init; }

    [Description("Revision that should be on the drive: a keyed digest of the image.")]
    public string? Revision { get; init; }

    [Description("Keyed digest of the identities and versions of all that was read; while it is equal, nothing needs to be read again.")]
    public string? Inputs { get; init; }

    [Description("Keyed digest of the instance ID on the drive: with another one the guest takes itself for a new instance.")]
    public string? Instance { get; init; }

    [Description("Value of the annotation configdrive.dev/reconcile-requested-at that was last acted on.")]
    public string? LastHandledReconcileAt { get; init; }

    [Description("Conditions: Ready, Reconciling, Stalled, Rendered, StoredOnSecondary, CopiedToPrimary, Attached, MigrationReady.")]
    [Schema(ListType = "map", ListMapKeys = ["type"])]
    public IReadOnlyList<V1Condition> Conditions { get => field ?? []; init; }

    [Description("The image of the revision.")]
    public ImageStatus? Image { get; init; }

    [Description("Where the image lies in the library.")]
    public SecondaryStatus? Secondary { get; init; }

    [Description("The claim that holds the image.")]
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
}
