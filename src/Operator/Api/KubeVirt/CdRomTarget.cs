namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A CD-ROM drive.</summary>
public sealed record CdRomTarget
{
    /// <summary>Bus of the drive.</summary>
    public string? Bus { get; init; }
}
