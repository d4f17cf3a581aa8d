using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Delivery of the password.")]
public sealed record PasswordStatus
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
