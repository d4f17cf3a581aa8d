using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

/// <summary>A config drive for one KubeVirt VirtualMachine: what is on it, and how far it is on its way to the guest.</summary>
[CustomResource("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", ShortNames = ["cdrive"], Categories = ["configdrive"])]
[PrinterColumn("VM", ".spec.virtualMachineRef.name")]
[PrinterColumn("Ready", """.status.conditions[?(@.type=="Ready")].status""")]
[PrinterColumn("Revision", ".status.revision")]
[PrinterColumn("Attached", """.status.conditions[?(@.type=="Attached")].status""")]
[PrinterColumn("Suspended", """.status.conditions[?(@.type=="Suspended")].status""")]
[PrinterColumn("Secondary", ".status.secondary.path", Wide = true)]
[PrinterColumn("Claim", ".status.primary.claimName", Wide = true)]
[PrinterColumn("Node", ".status.attached.nodeName", Wide = true)]
[PrinterColumn("Class", ".status.className", Wide = true)]
[PrinterColumn("Message", """.status.conditions[?(@.type=="Ready")].message""", Wide = true)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
internal sealed record V1Alpha1ConfigDrive() : KubernetesObject("configdrive.dev/v1alpha1", "ConfigDrive")
{
    public required ConfigDriveSpec Spec { get; init; }

    /// <summary>Absent until the first reconcile.</summary>
    public ConfigDriveStatus? Status { get; init; }

    /// <summary>How many characters of text its spec has that are not kept in memory (<see cref="Kept.ConfigDrive"/>); zero when it is whole.</summary>
    [JsonIgnore]
    public int OmittedCharacters { get; init; }

    /// <summary>Whether the spec is without its texts: the sources that have one, the files and the keys are missing or name nothing.</summary>
    [JsonIgnore]
    public bool IsAbridged => OmittedCharacters > 0;
}

/// <summary>
/// A ConfigDrive of which only the VirtualMachine and the revision are read, so that one which does not fit <see cref="V1Alpha1ConfigDrive"/> keeps them too.
/// </summary>
internal sealed record ConfigDriveOutline : KubernetesObject
{
    public JsonElement Spec { get; init; }

    public JsonElement Status { get; init; }

    /// <summary>The value of <c>spec.virtualMachineRef.name</c>; <c>null</c> when it is missing or not a text.</summary>
    [JsonIgnore]
    public string? VirtualMachineName { get; private init; }

    /// <summary>The value of <c>status.revision</c>; <c>null</c> when it is missing or not a text.</summary>
    [JsonIgnore]
    public string? Revision { get; private init; }

    /// <summary>The names that are read, without what they are read from.</summary>
    public ConfigDriveOutline WithoutContent() => this with
    {
        VirtualMachineName = Text(Member(Spec, "virtualMachineRef"), "name"),
        Revision = Text(Status, "revision"),
        Spec = default,
        Status = default,
    };

    private static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;
}

/// <summary>The resources that the operator knows beyond Kubernetes' own.</summary>
internal static class OperatorResources
{
    public static ResourceDefinition<V1Alpha1ConfigDrive> ConfigDrives { get; } =
        new("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", Namespaced: true, ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive) { Transform = Kept.ConfigDrive };

    /// <summary>ConfigDrives with all of their texts.</summary>
    public static ResourceDefinition<V1Alpha1ConfigDrive> WholeConfigDrives { get; } = ConfigDrives with { Transform = null };

    public static ResourceDefinition<ConfigDriveOutline> ConfigDriveOutlines { get; } =
        new("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", Namespaced: true, ConfigDriveJsonContext.Default.ConfigDriveOutline) { Transform = Kept.Outline };

    public static ResourceDefinition<V1Alpha1ConfigDriveClass> ConfigDriveClasses { get; } =
        new("configdrive.dev", "v1alpha1", "ConfigDriveClass", "configdriveclasses", Namespaced: false, ConfigDriveJsonContext.Default.V1Alpha1ConfigDriveClass) { Transform = Kept.Known };

    public static ResourceDefinition<V1VirtualMachine> VirtualMachines { get; } =
        new("kubevirt.io", "v1", "VirtualMachine", "virtualmachines", Namespaced: true, ConfigDriveJsonContext.Default.V1VirtualMachine) { Transform = Kept.Known };

    /// <summary>VirtualMachines with what users put on their disks for cloud-init.</summary>
    public static ResourceDefinition<CloudInitVirtualMachine> CloudInitVirtualMachines { get; } =
        new("kubevirt.io", "v1", "VirtualMachine", "virtualmachines", Namespaced: true, ConfigDriveJsonContext.Default.CloudInitVirtualMachine);

    public static ResourceDefinition<V1VirtualMachineInstance> VirtualMachineInstances { get; } =
        new("kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances", Namespaced: true, ConfigDriveJsonContext.Default.V1VirtualMachineInstance)
        {
            Transform = Kept.Known,
        };

    public static ResourceDefinition<V1VirtualMachineInstanceMigration> VirtualMachineInstanceMigrations { get; } = new(
        "kubevirt.io", "v1", "VirtualMachineInstanceMigration", "virtualmachineinstancemigrations", Namespaced: true,
        ConfigDriveJsonContext.Default.V1VirtualMachineInstanceMigration)
    {
        Transform = Kept.Known,
    };

    public static ResourceDefinition<V1KubeVirt> KubeVirts { get; } =
        new("kubevirt.io", "v1", "KubeVirt", "kubevirts", Namespaced: true, ConfigDriveJsonContext.Default.V1KubeVirt) { Transform = Kept.Known };
}

/// <summary>JSON contracts of the resources that the operator reads and writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Alpha1ConfigDrive))]
[JsonSerializable(typeof(ConfigDriveOutline))]
[JsonSerializable(typeof(V1Alpha1ConfigDriveClass))]
[JsonSerializable(typeof(V1VirtualMachine))]
[JsonSerializable(typeof(CloudInitVirtualMachine))]
[JsonSerializable(typeof(V1VirtualMachineInstance))]
[JsonSerializable(typeof(V1VirtualMachineInstanceMigration))]
[JsonSerializable(typeof(V1KubeVirt))]
internal sealed partial class ConfigDriveJsonContext : JsonSerializerContext;
