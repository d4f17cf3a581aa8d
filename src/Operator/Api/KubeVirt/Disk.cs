namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A disk.</summary>
public sealed record Disk
{
    /// <summary>Name, equal to that of its volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Given when the disk is a CD-ROM.</summary>
    public CdRomTarget? Cdrom { get; init; }
}
