namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// Whether a running VirtualMachine can migrate live as far as its drive is concerned. KubeVirt asks of every claim, a CD-ROM's too, that it
/// can be written from many nodes (pkg/virt-handler/vm.go, checkVolumesForMigration), and counts the plugged volumes on the target.
/// </summary>
internal static class MigrationReadiness
{
    private const string ReadWriteMany = "ReadWriteMany";

    /// <param name="inputs">What decides about the drive.</param>
    /// <param name="decision">What is decided.</param>
    /// <param name="isWritten">Whether the decision is a change that will be written.</param>
    public static StepResult Assess(AttachmentInputs inputs, AttachmentDecision decision, bool isWritten)
    {
        var drive = inputs.Drive;
        if (drive.Stage is not InstanceStage.Running)
        {
            return StepResult.Informational(Reasons.NotRunning, "The VirtualMachine does not run");
        }

        if (isWritten || IsChanging(inputs, decision))
        {
            // What KubeVirt cannot plug may stay so, and moving to another node may be the remedy.
            return !isWritten && MediumProgress.Failure(inputs) is { Result.Reason: Reasons.HotplugFailed } failure
                ? StepResult.Informational(Reasons.HotplugFailed, failure.Result.Message)
                : StepResult.Informational(Reasons.DriveChanging, "The medium in the drive is being changed: a migration now would fail");
        }

        if (drive.AttachedClaim is not { } claim)
        {
            return StepResult.Satisfied(Reasons.Migratable, "Nothing is in the drive");
        }

        return drive.Volume?.PersistentVolumeClaimInfo is { AccessModes: { Count: > 0 } modes } && !modes.Contains(ReadWriteMany)
            ? StepResult.Informational(
                Reasons.NotShared,
                $"""Claim "{claim}" is {string.Join(", ", modes)}, not {ReadWriteMany}: give a class that shares volumes in spec.primaryStorage, or set spec.attachment.detachAfterBoot""")
            : StepResult.Satisfied(Reasons.Migratable, $"""Claim "{claim}" can be reached from every node""");
    }

    // Template, instance and node do not say the same yet.
    private static bool IsChanging(AttachmentInputs inputs, AttachmentDecision decision)
    {
        var drive = inputs.Drive;
        return (decision.Result.Outcome is StepOutcome.Waiting && drive.AttachedClaim is null && !drive.IsEmpty)
            || (drive.AttachedClaim is { } attached && attached != drive.Medium?.ClaimName)
            || (inputs.Template.ClaimName != drive.Medium?.ClaimName
                && inputs.Hotplug.Support is not HotplugSupport.Off
                && drive is { HasDrive: true, IsPermanent: false });
    }
}

/// <summary>Whether an instance moves to another node, or is about to: a changed volume then makes the migration fail.</summary>
internal static class Migrations
{
    /// <summary>Whether a migration has neither succeeded nor failed yet.</summary>
    public static bool IsUnderWay(V1VirtualMachineInstanceMigration migration) => migration.Status?.Phase is not ("Succeeded" or "Failed");

    /// <summary>What moves the instance, for a message; <c>null</c> when nothing does.</summary>
    public static string? FindUnderWay(V1VirtualMachineInstance instance, IEnumerable<V1VirtualMachineInstanceMigration> migrations)
    {
        if (migrations.FirstOrDefault(IsUnderWay) is { } migration)
        {
            return $"""VirtualMachineInstanceMigration "{migration.Metadata.Name}" is in progress""";
        }

        if (instance.Status?.MigrationState?.IsUnderWay() is true)
        {
            return "a migration is in progress";
        }

        if (!string.IsNullOrEmpty(instance.Status?.EvacuationNodeName))
        {
            return $"""node "{instance.Status.EvacuationNodeName}" is being evacuated""";
        }

        return instance.Status?.Conditions.Any(condition => condition is { Type: "EvictionRequested", Status: "True" }) is true
            ? "its eviction was requested"
            : null;
    }
}
