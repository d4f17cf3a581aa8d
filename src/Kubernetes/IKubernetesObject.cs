using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes;

/// <summary>What every Kubernetes object has: its type and its metadata.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, <c>apps/v1</c>; the version alone for the core group. Filled in on reading, also for items of a list.</summary>
    string? ApiVersion { get; set; }

    /// <summary>The kind, <c>Secret</c>. Filled in on reading, also for items of a list and for objects read as metadata only.</summary>
    string? Kind { get; set; }

    /// <summary>Name, namespace, identity and version of the object.</summary>
    V1ObjectMeta Metadata { get; set; }
}
