using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>When a new revision reaches a running VirtualMachine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdatePolicy>))]
public enum UpdatePolicy
{
    /// <summary>At once, where KubeVirt can change the medium.</summary>
    Live,

    /// <summary>At the next start.</summary>
    NextStart,
}
