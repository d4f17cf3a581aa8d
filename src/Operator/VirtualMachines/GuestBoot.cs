using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.VirtualMachines;

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
