using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>How long a password stays on the drive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PasswordLifetime>))]
public enum PasswordLifetime
{
    /// <summary>For one start of the VirtualMachine.</summary>
    NextStart,

    /// <summary>As long as the ConfigDrive names it.</summary>
    Always,
}
