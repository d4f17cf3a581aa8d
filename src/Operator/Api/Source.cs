using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Where bytes come from: exactly one of the fields.")]
[ExactlyOneOf("inline", "base64", "secretKeyRef", "configMapKeyRef")]
internal record Source
{
    [Description("Text, taken as UTF-8.")]
    [Schema(MaxLength = 1048576)]
    public string? Inline { get; init; }

    [Description("Bytes in base64.")]
    [Schema(MaxLength = 1398104, Pattern = @"^[A-Za-z0-9+/\s]*={0,2}\s*$", PatternInWords = "base64")]
    public string? Base64 { get; init; }

    [Description("A key of a Secret: of the same namespace, or of the operator's for a class.")]
    public KeySelector? SecretKeyRef { get; init; }

    [Description("A key of a ConfigMap, in data or in binaryData: of the same namespace, or of the operator's for a class.")]
    public KeySelector? ConfigMapKeyRef { get; init; }
}

[Description("A key of an object.")]
internal sealed record KeySelector
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
