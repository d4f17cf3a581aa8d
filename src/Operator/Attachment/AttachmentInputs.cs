using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Attachment;

/// <summary>All that decides about the drive of one VirtualMachine.</summary>
internal sealed record AttachmentInputs
{
    /// <summary>What the user wants.</summary>
    public required ConfigDriveSpec Spec { get; init; }

    /// <summary>How the user wants the drive attached.</summary>
    public AttachmentSpec Attachment => Spec.Attachment;

    /// <summary>What the VirtualMachine has that the drive cannot stand beside (<see cref="VirtualMachineConflicts"/>).</summary>
    public StepResult? Conflict { get; init; }

    /// <summary>The VirtualMachine.</summary>
    public required V1VirtualMachine VirtualMachine { get; init; }

    /// <summary>Its instance, when there is one.</summary>
    public V1VirtualMachineInstance? Instance { get; init; }

    /// <summary>The migrations of the instance, those that have ended too.</summary>
    public IReadOnlyList<V1VirtualMachineInstanceMigration> Migrations { get; init; } = [];

    /// <summary>A migration that may be one of them, as it cannot be read, for a message; <c>null</c> when there is none.</summary>
    public string? UnreadableMigration { get; init; }

    /// <summary>What KubeVirt can do.</summary>
    public required Hotplug Hotplug { get; init; }

    /// <summary>The filled claim that holds the wanted revision.</summary>
    public required PrimaryStatus Primary { get; init; }

    /// <summary>The claim that the instance started with, or <c>null</c>.</summary>
    public string? BootClaim { get; init; }

    /// <summary>How far the password is delivered.</summary>
    public PasswordStatus? Password { get; init; }

    /// <summary>What we wrote to the template last (<see cref="WantedDrive.ToString"/>); <c>null</c> when nothing yet.</summary>
    public string? Written { get; init; }

    /// <summary>Whether a change that is decided is not written all the same, such as one that something else keeps undoing.</summary>
    public Func<WantedDrive, bool> IsWithheld { get; init; } = _ => false;

    /// <summary>Revision of the image in a claim; <c>null</c> when it is not known.</summary>
    public required Func<string, string?> RevisionOf { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>After which time a guest without agent counts as booted.</summary>
    public required TimeSpan BootTimeout { get; init; }

    public DriveInTemplate Template => DriveInTemplate.Read(VirtualMachine, Attachment.DiskName);

    public DriveInInstance Drive => DriveInInstance.Read(Instance, Attachment.DiskName);
}

/// <summary>
/// Whether a guest had its chance to read the drive it started with: its agent has reported, or it has run for a set time. cloud-init looks for
/// the drive once, early in the boot, so that no medium is taken out of a drive before that.
/// </summary>
internal static class GuestBoot
{
    /// <summary>How much longer the guest needs; <c>null</c> when it has booted.</summary>
    public static TimeSpan? Remaining(V1VirtualMachineInstance instance, DateTimeOffset now, TimeSpan timeout)
    {
        if (instance.Status?.Conditions.Any(condition => condition is { Type: "AgentConnected", Status: "True" }) is true)
        {
            return null;
        }

        var since = instance.Status?.PhaseTransitionTimestamps
            .LastOrDefault(transition => transition.Phase == InstancePhases.Running)?.PhaseTransitionTimestamp ?? instance.Metadata.CreationTimestamp ?? now;
        var remaining = since + timeout - now;
        return remaining > TimeSpan.Zero ? remaining : null;
    }
}
