using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Bus of a CD-ROM, as KubeVirt accepts it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiskBus>))]
public enum DiskBus
{
    /// <summary>SATA.</summary>
    [JsonStringEnumMemberName("sata")]
    Sata,

    /// <summary>SCSI.</summary>
    [JsonStringEnumMemberName("scsi")]
    Scsi,

    /// <summary>USB.</summary>
    [JsonStringEnumMemberName("usb")]
    Usb,
}
