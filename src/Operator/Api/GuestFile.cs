using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A file that cloud-init writes into the guest.")]
public sealed record GuestFile
{
    [Description("Absolute path in the guest.")]
    [Schema(Pattern = "^/", PatternInWords = "an absolute path", MinLength = 2, MaxLength = 4096)]
    public required string Path { get; init; }

    [Description("Content of the file.")]
    public required Source Content { get; init; }
}
