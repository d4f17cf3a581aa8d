using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Volume mode of a claim.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VolumeMode>))]
public enum VolumeMode
{
    /// <summary>A file system that holds <c>disk.img</c>.</summary>
    Filesystem,

    /// <summary>The raw device.</summary>
    Block,
}
