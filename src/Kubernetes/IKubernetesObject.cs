using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes;

/// <summary>Any object of the Kubernetes API.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, for example <c>apps/v1</c>.</summary>
    string? ApiVersion { get; set; }

    /// <summary>Kind, UpperCamelCase.</summary>
    string? Kind { get; set; }

    /// <summary>Name, identity and version of the object.</summary>
    V1ObjectMeta Metadata { get; set; }
}
