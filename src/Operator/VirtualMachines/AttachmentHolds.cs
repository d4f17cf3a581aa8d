using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What makes a change of the VirtualMachine wait a while.</summary>
internal static class AttachmentHolds
{
    public static Decision? Find(AttachmentInputs inputs)
    {
        var status = inputs.VirtualMachine.Status;
        if (!string.IsNullOrEmpty(status?.SnapshotInProgress))
        {
            return Decision.Wait(Reasons.SnapshotInProgress, $"""VirtualMachineSnapshot "{status.SnapshotInProgress}" is being taken: the drive is changed after it""");
        }

        if (!string.IsNullOrEmpty(status?.RestoreInProgress))
        {
            return Decision.Wait(Reasons.RestoreInProgress, $"""VirtualMachineRestore "{status.RestoreInProgress}" is being carried out: the drive is changed after it""");
        }

        // An instance that ends has nothing left to move, and the template is already for the next one.
        return inputs.Drive.IsLive && (Migrations.Of(inputs.Instance!, inputs.Migrations) ?? inputs.UnreadableMigration) is { } migration
            ? Decision.Wait(Reasons.MigrationInProgress, $"The drive is changed after the migration: {migration}")
            : null;
    }
}
