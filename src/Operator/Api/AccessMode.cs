using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>Access mode of a claim.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessMode>))]
public enum AccessMode
{
    /// <summary>One node.</summary>
    ReadWriteOnce,

    /// <summary>Many nodes.</summary>
    ReadWriteMany,

    /// <summary>Many nodes, read only.</summary>
    ReadOnlyMany,

    /// <summary>One pod.</summary>
    ReadWriteOncePod,
}
