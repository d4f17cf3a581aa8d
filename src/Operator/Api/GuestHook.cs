using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>When a Linux guest with cloud-init applies the password and the SSH keys of its drive, beyond its first start.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestHook>))]
public enum GuestHook
{
    /// <summary>Never by anything that the drive brings.</summary>
    None,

    /// <summary>At each start.</summary>
    EachStart,

    /// <summary>At each start, and whenever a medium comes into the drive of the running guest.</summary>
    Live,
}
