namespace ConfigDrive.Kubernetes.Client;

/// <summary>A kubeconfig is missing or wrong; the message names the file and the field.</summary>
public sealed class KubeConfigException(string message, Exception? innerException = null) : Exception(message, innerException);
