namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// What a guest makes of a revision in its drive, as far as that can be known from outside: no guest tells what it has applied.
/// </summary>
internal static class GuestEffect
{
    /// <summary>A clause for the message that tells of the revision.</summary>
    /// <param name="spec">The spec of the ConfigDrive.</param>
    /// <param name="startedWithIt">Whether the instance started with the revision in its drive.</param>
    public static string Describe(ConfigDriveSpec spec, bool startedWithIt) => (spec.EffectiveGuestHook, startedWithIt) switch
    {
        (_, true) => "the guest started with it",
        (GuestHook.Live, _) => "delivered to the guest, whose live hook applies password and keys within seconds where it is installed; the rest waits for its next start",
        (GuestHook.EachStart, _) => "delivered to the guest; cloud-init applies it at the next start",
        _ => "delivered to the guest; when it is read is up to the guest",
    };
}
