using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>Something that happens in a <see cref="World"/>.</summary>
internal enum Deed
{
    Reconcile,
    ReconcileAndCrash,
    WriteAndCrash,
    ReconcileInConflict,
    ReconcileBehind,
    FinishCopies,
    KubeVirtActs,
    KubeVirtSettles,
    ChangeUserData,
    ResetPassword,
    EditVirtualMachine,
    Start,
    Stop,
    Restart,
    PowerOff,
    ConnectAgent,
    HoldTray,
    ReleaseTray,
    Migrate,
    Drain,
    Sweep,
    Advance,
}
