using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>
/// Which instance ID the guest finds on its drive, and so when it takes itself for a new instance and runs everything once more.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceIdentity>))]
public enum InstanceIdentity
{
    /// <summary>
    /// An ID of the VirtualMachine's own, derived from its firmware UUID and not equal to it, for its whole life: cloud-init reads the drive at
    /// each start.
    /// </summary>
    Stable,

    /// <summary>The firmware UUID, as Nova has it: cloud-init recognises its machine by it, and reads the drive once.</summary>
    SystemUUID,

    /// <summary>As <see cref="Stable"/>, and another one with other user data, vendor data or files: the guest then starts over.</summary>
    PerUserData,
}
