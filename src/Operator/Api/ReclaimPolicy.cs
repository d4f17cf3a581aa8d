using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>When an image leaves the library.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReclaimPolicy>))]
public enum ReclaimPolicy
{
    /// <summary>When the VirtualMachine stops.</summary>
    OnStop,

    /// <summary>When the ConfigDrive is deleted.</summary>
    OnDelete,
}
