namespace ConfigDrive.Operator.Attachment;

/// <summary>The drive as a VirtualMachine's template has it, that is, as its next instance will.</summary>
internal sealed record DriveInTemplate(Disk? Disk, Volume? Volume)
{
    /// <summary>Whether the name is free for a CD-ROM on a claim, or taken by one.</summary>
    public bool IsUsable => Disk is null or { Cdrom: not null } && Volume is null or { PersistentVolumeClaim: not null };

    /// <summary>The claim in the drive; <c>null</c> when there is none.</summary>
    public string? ClaimName => Volume?.PersistentVolumeClaim?.ClaimName;

    /// <summary>Whether the medium can be changed while an instance runs.</summary>
    public bool IsHotpluggable => Volume?.PersistentVolumeClaim is { Hotpluggable: true };

    /// <summary>The drive named <paramref name="diskName"/> in <paramref name="virtualMachine"/>.</summary>
    public static DriveInTemplate Read(V1VirtualMachine virtualMachine, string diskName)
    {
        var template = virtualMachine.Spec.Template.Spec;
        return new DriveInTemplate(
            template.Domain.Devices.Disks.FirstOrDefault(disk => disk.Name == diskName),
            template.Volumes.FirstOrDefault(volume => volume.Name == diskName));
    }
}

/// <summary>What the template of a VirtualMachine should say about our drive.</summary>
/// <param name="HasDrive">Whether there is a CD-ROM drive.</param>
/// <param name="ClaimName">The claim in it; <c>null</c> for an empty drive.</param>
internal sealed record WantedDrive(bool HasDrive, string? ClaimName)
{
    /// <summary>A drive without medium.</summary>
    public static WantedDrive Empty { get; } = new(HasDrive: true, ClaimName: null);

    /// <summary>No drive at all.</summary>
    public static WantedDrive None { get; } = new(HasDrive: false, ClaimName: null);

    /// <summary>A drive with a medium.</summary>
    public static WantedDrive With(string claimName) => new(HasDrive: true, claimName);

    /// <summary>The state in one word, as <c>status.drift.written</c>.</summary>
    public override string ToString() => ClaimName ?? (HasDrive ? "" : "-");
}
