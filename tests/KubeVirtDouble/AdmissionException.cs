namespace ConfigDrive.KubeVirtDouble;

/// <summary>One of KubeVirt's webhooks refused a request.</summary>
public sealed class AdmissionException(string webhook, string message)
    : Exception($"""admission webhook "{webhook}" denied the request: {message}""");
