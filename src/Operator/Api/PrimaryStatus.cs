using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("An image in a claim.")]
public sealed record PrimaryStatus
{
    [Description("Name of the PersistentVolumeClaim.")]
    public required string ClaimName { get; init; }

    [Description("Revision of the image.")]
    public required string Revision { get; init; }
}
