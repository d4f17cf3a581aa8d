using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("An image.")]
public sealed record ImageStatus
{
    [Description("Volume label.")]
    public required string VolumeLabel { get; init; }

    [Description("Size in bytes.")]
    public required long SizeBytes { get; init; }

    [Description("Number of files on it.")]
    public required int Files { get; init; }
}
