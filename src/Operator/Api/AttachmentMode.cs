using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Who wires the VirtualMachine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttachmentMode>))]
public enum AttachmentMode
{
    /// <summary>The operator.</summary>
    Managed,

    /// <summary>The user.</summary>
    Manual,
}
