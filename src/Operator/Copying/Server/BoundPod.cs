using ConfigDrive.Kubernetes;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>A pod as its bound token names it.</summary>
/// <param name="Name">Namespace and name.</param>
/// <param name="Uid">UID; another pod of the same name has another.</param>
public sealed record BoundPod(NamespacedName Name, string Uid);
