namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// What a guest does with a revision in its drive, as far as that is known: no guest reports what it has applied.
/// </summary>
internal static class GuestEffect
{
    /// <summary>A clause for the message about the revision.</summary>
    public static string Describe(ConfigDriveSpec spec, bool startedWithIt) => (spec.EffectiveGuestHook, startedWithIt) switch
    {
        (_, true) => "the guest started with it",
        (GuestHook.Live, _) => "delivered to the guest, whose live hook applies password and keys within seconds where it is installed; the rest waits for its next start",
        (GuestHook.EachStart, _) => "delivered to the guest; cloud-init applies it at the next start",
        _ => "delivered to the guest; when it is read is up to the guest",
    };
}
