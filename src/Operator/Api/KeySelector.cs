using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A key of an object in the same namespace.")]
public sealed record KeySelector
{
    [Description("Name of the object.")]
    [Schema(MinLength = 1, MaxLength = 253)]
    public required string Name { get; init; }

    [Description("Key within the object.")]
    [Schema(MinLength = 1, MaxLength = 253)]
    public required string Key { get; init; }

    [Description("Whether a missing object or key counts as nothing given, instead of being waited for.")]
    public bool Optional { get; init; }
}
