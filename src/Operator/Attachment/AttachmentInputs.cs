using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Everything that decides about the drive of one VirtualMachine.</summary>
internal sealed record AttachmentInputs
{
    public required ConfigDriveSpec Spec { get; init; }
    public AttachmentSpec Attachment => Spec.Attachment;

    /// <summary>What the VirtualMachine has that excludes the drive (<see cref="VirtualMachineConflicts"/>).</summary>
    public StepResult? Conflict { get; init; }

    public required V1VirtualMachine VirtualMachine { get; init; }
    public V1VirtualMachineInstance? Instance { get; init; }

    /// <summary>The migrations of the instance, including those that have ended.</summary>
    public IReadOnlyList<V1VirtualMachineInstanceMigration> Migrations { get; init; } = [];

    /// <summary>A migration that cannot be read and so may be one of them, for a message; <c>null</c> when there is none.</summary>
    public string? UnreadableMigration { get; init; }

    public required Hotplug Hotplug { get; init; }

    /// <summary>The filled claim with the wanted revision.</summary>
    public required PrimaryStatus Primary { get; init; }

    /// <summary>The claim that the instance started with, if any.</summary>
    public string? BootClaim { get; init; }

    public PasswordStatus? Password { get; init; }

    /// <summary>What the operator wrote to the template last (<see cref="WantedDrive.ToString"/>); <c>null</c> when nothing yet.</summary>
    public string? Written { get; init; }

    /// <summary>Revision of the image on a claim; <c>null</c> when it is not known.</summary>
    public required Func<string, string?> RevisionOf { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the operator has seen the instance run.</summary>
    public TimeSpan RunningFor { get; init; }

    /// <summary>After which time a guest without agent counts as booted.</summary>
    public required TimeSpan BootTimeout { get; init; }

    public DriveInTemplate Template => DriveInTemplate.Read(VirtualMachine, Attachment.DiskName);
    public DriveInInstance Drive => DriveInInstance.Read(Instance, Attachment.DiskName);

    /// <summary>A drive with the wanted revision.</summary>
    public WantedDrive Wanted => WantedDrive.With(Primary.ClaimName);

    /// <summary>Whether the template has that drive.</summary>
    public bool IsWantedInTemplate => Template is { Disk: not null } template && template.ClaimName == Primary.ClaimName;

    /// <summary>
    /// How much longer the guest needs to boot; <c>null</c> when it had its chance to read the drive it started with: its agent has reported, or it
    /// has run for a set time. cloud-init looks for the drive once, early in the boot, so no medium is taken out of the drive before that.
    /// </summary>
    public TimeSpan? RemainingBoot()
    {
        if (Instance?.Status?.Conditions.Any(condition => condition is { Type: "AgentConnected", Status: "True" }) is true)
        {
            return null;
        }

        var since = Instance?.Status?.PhaseTransitionTimestamps
            .LastOrDefault(transition => transition.Phase == InstancePhases.Running)?.PhaseTransitionTimestamp ?? Instance?.Metadata.CreationTimestamp ?? Now;

        // By the clock of KubeVirt's controllers; where that is ahead, by what the operator has seen.
        var (remaining, longest) = (since + BootTimeout - Now, BootTimeout - RunningFor);
        remaining = remaining < longest ? remaining : longest;
        return remaining > TimeSpan.Zero ? remaining : null;
    }
}
