using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// The life of a password: offered by its Secret, on the drive while it is pending, delivered to the first instance that starts with it, and
/// from then on only in the drive of that instance. A state machine whose state is the status of the ConfigDrive; every transition can be repeated.
/// </summary>
/// <remarks>
/// A medium that is changed while the guest runs is not a start: such a password stays pending. A value counts as new when its keyed digest is
/// different from the last one, so a Secret that is written again with the same value delivers nothing twice.
/// </remarks>
internal static class PasswordDelivery
{
    private const int LongestMemory = 16;

    /// <summary>Whether the password belongs on the drive that is made now.</summary>
    public static bool IsDue(Password? password, PasswordStatus? status) => password is { Lifetime: PasswordLifetime.Always } || status is { Pending: true };

    /// <summary>The state with the present value of the Secret.</summary>
    /// <param name="status">The state so far.</param>
    /// <param name="password">What the ConfigDrive says; <c>null</c> when it names no password.</param>
    /// <param name="digest">Keyed digest of the value; <c>null</c> when there is none.</param>
    public static PasswordStatus? Offer(PasswordStatus? status, Password? password, string? digest)
    {
        if (password is null)
        {
            return status is null or { Revisions: [] } ? null : status with { Pending = false, Digest = null, RevisionWithPassword = null };
        }

        if (status is null)
        {
            return new PasswordStatus { Pending = true, Digest = digest };
        }

        return digest is null || digest == status.Digest ? status : status with { Pending = true, Digest = digest, RevisionWithPassword = null };
    }

    /// <summary>
    /// The state with its digest made again under another key. The former value cannot be compared with the present one, which is therefore taken for the
    /// same: what was delivered is not delivered again.
    /// </summary>
    /// <param name="status">The state so far.</param>
    /// <param name="digest">Digest of the present value under the present key; <c>null</c> when there is none.</param>
    public static PasswordStatus? Redigest(PasswordStatus? status, string? digest) => status is not { Digest: { } former } || digest is null ? status : status with
    {
        Digest = digest,
        Revisions = [.. status.Revisions.Select(entry => entry.Digest == former ? entry with { Digest = digest } : entry)],
    };

    /// <summary>A revision was made with the password on it. If that is for one start, it must be in the status before the revision is anywhere else.</summary>
    public static PasswordStatus Carry(PasswordStatus status, string revision) => status.Digest is not { } digest ? status : status with
    {
        Revisions = [.. status.Revisions.Where(entry => entry.Revision != revision), new PasswordRevision { Revision = revision, Digest = digest }],
    };

    /// <summary>The state after an instance has started with a drive.</summary>
    public static PasswordStatus Observe(PasswordStatus status, BootStatus? boot, V1VirtualMachineInstance? instance, Func<string, string?> revisionOf) =>
        status.Pending && HasRun(instance) && boot?.ClaimName is { } claim && boot.VirtualMachineInstanceUID == instance!.Metadata.Uid
            && status.Revisions.Any(entry => entry.Revision == revisionOf(claim) && entry.Digest == status.Digest)
                ? status with { Pending = false, DeliveredTo = boot.VirtualMachineInstanceUID }
                : status;

    /// <summary>Whether no instance may start with a revision any more: its password was delivered, or replaced.</summary>
    public static bool IsSpent(Password? password, PasswordStatus? status, string? revision) =>
        password is not { Lifetime: PasswordLifetime.Always }
        && status?.Revisions.FirstOrDefault(entry => entry.Revision == revision) is { } carried
        && !(status.Pending && carried.Digest == status.Digest);

    /// <summary>
    /// Forgets revisions that nothing refers to any more. Those with a pending password stay, the latest of many, for an instance that the caches do
    /// not show yet may have started with one.
    /// </summary>
    public static PasswordStatus Forget(PasswordStatus status, IReadOnlyCollection<string?> referred)
    {
        var recent = status.Pending ? status.Revisions.Where(entry => entry.Digest == status.Digest).TakeLast(LongestMemory).ToList() : [];
        var kept = status.Revisions.Where(entry => referred.Contains(entry.Revision) || recent.Contains(entry)).ToList();
        return kept.Count == status.Revisions.Count ? status : status with { Revisions = kept };
    }

    // An instance that was deleted before its guest started ends as Failed too, without the transition to Running.
    private static bool HasRun(V1VirtualMachineInstance? instance) => instance?.Status switch
    {
        { Phase: InstancePhases.Running } => true,
        { Phase: InstancePhases.Succeeded or InstancePhases.Failed, PhaseTransitionTimestamps: var transitions } =>
            transitions.Count == 0 || transitions.Any(transition => transition.Phase == InstancePhases.Running),
        _ => false,
    };
}
