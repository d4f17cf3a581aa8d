using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Guest;

/// <summary>
/// The parts of the vendor data by which a guest applies the password and the keys of the drive that it has, whatever drive cloud-init has
/// cached. They only start the script that lies there, so that nothing of them grows old.
/// <list type="bullet">
/// <item>A boothook runs at every boot, early: at the first before users exist, and later while they do. Unlike a cloud-config it is not
/// merged with the user data, which could replace it (cloudinit/handlers/boot_hook.py).</item>
/// <item>A script runs once an instance, late, when users, keys and passwords are made (cloudinit/config/cc_scripts_vendor.py).</item>
/// </list>
/// </summary>
internal static class GuestHookParts
{
    /// <summary>The parts of <paramref name="content"/>; none without a guest hook.</summary>
    public static IEnumerable<string> Of(DriveContent content) => content.GuestHook is GuestHook.None
        ? []
        : [$"#cloud-boothook\n{Start(content.VolumeLabel, "early")}", Start(content.VolumeLabel, "start")];

    // The drive is free again while the script runs. A label has no character that a shell knows (LayoutRules).
    private static string Start(string label, string when) =>
        $"""
        #!/bin/sh
        # Applies password and SSH keys of the config drive: {GuestFiles.ScriptPath} there, {when}.
        drive=$(findfs LABEL={label} 2>/dev/null) && folder=$(mktemp -d /run/configdrive.XXXXXX) || exit 0
        mount -o ro "$drive" "$folder" && script=$(cat "$folder/{GuestFiles.ScriptPath}")
        umount "$folder"
        rmdir "$folder"
        sh -c "$script" configdrive-guest {when} "$drive"

        """;
}
