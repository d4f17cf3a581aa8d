using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("An image in the library.")]
public sealed record SecondaryStatus
{
    [Description("Path below the root of the secondary store.")]
    public required string Path { get; init; }

    [Description("Revision of the image.")]
    public required string Revision { get; init; }
}
