using System.Text.Json;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api;

/// <summary>
/// A ConfigDrive of which only the VirtualMachine is read, so that also one that does not fit <see cref="V1Alpha1ConfigDrive"/> keeps what is its own.
/// </summary>
public sealed class ConfigDriveOutline : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants, whatever it looks like.</summary>
    public JsonElement Spec { get; set; }

    /// <summary>The value of <c>spec.virtualMachineRef.name</c>; <c>null</c> when there is none that is a text.</summary>
    public string? VirtualMachineName =>
        Member(Member(Spec, "virtualMachineRef"), "name") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;
}
