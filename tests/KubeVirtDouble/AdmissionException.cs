namespace ConfigDrive.KubeVirtDouble;

/// <summary>One of KubeVirt's webhooks refused a request.</summary>
public sealed class AdmissionException(string webhook, string reason)
    : Exception($"""admission webhook "{webhook}" denied the request: {reason}""")
{
    /// <summary>What the webhook itself says.</summary>
    public string Reason => reason;
}
