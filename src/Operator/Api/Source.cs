using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Where bytes come from: exactly one of the fields.")]
[ExactlyOneOf("inline", "base64", "secretKeyRef", "configMapKeyRef")]
public sealed record Source
{
    [Description("Text, taken as UTF-8.")]
    [Schema(MaxLength = 1048576)]
    public string? Inline { get; init; }

    [Description("Bytes in base64.")]
    [Schema(MaxLength = 1398104)]
    public string? Base64 { get; init; }

    [Description("A key of a Secret in the same namespace.")]
    public KeySelector? SecretKeyRef { get; init; }

    [Description("A key of a ConfigMap in the same namespace, in data or in binaryData.")]
    public KeySelector? ConfigMapKeyRef { get; init; }
}
