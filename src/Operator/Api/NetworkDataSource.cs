using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Where network_data.json comes from: exactly one of the fields.")]
[ExactlyOneOf("generate", "inline", "base64", "secretKeyRef", "configMapKeyRef")]
public sealed record NetworkDataSource
{
    [Description("Generate network_data.json from the VirtualMachine's interfaces.")]
    public NetworkDataGeneration? Generate { get; init; }

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

    /// <summary>The same as a plain source; <c>null</c> when the data is to be generated.</summary>
    [JsonIgnore]
    public Source? Source => Generate is null
        ? new Source { Inline = Inline, Base64 = Base64, SecretKeyRef = SecretKeyRef, ConfigMapKeyRef = ConfigMapKeyRef }
        : null;
}
