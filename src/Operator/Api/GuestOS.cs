using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Operating system of the guest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestOS>))]
public enum GuestOS
{
    /// <summary>Linux, BSD and the like.</summary>
    Linux,

    /// <summary>Windows.</summary>
    Windows,
}
