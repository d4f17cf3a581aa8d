using System.Text.Json.Serialization;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Api;

/// <summary>JSON contracts of the resources that the operator reads and writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Alpha1ConfigDrive))]
[JsonSerializable(typeof(ConfigDriveOutline))]
[JsonSerializable(typeof(V1VirtualMachine))]
[JsonSerializable(typeof(V1VirtualMachineInstance))]
[JsonSerializable(typeof(V1VirtualMachineInstanceMigration))]
[JsonSerializable(typeof(V1KubeVirt))]
public sealed partial class ConfigDriveJsonContext : JsonSerializerContext;
