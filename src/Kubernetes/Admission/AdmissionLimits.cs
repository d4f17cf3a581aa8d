using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConfigDrive.Kubernetes.Admission;

/// <summary>
/// How much a webhook lets anybody ask of it. What is over is not answered, which the API server takes as its failure policy says.
/// </summary>
public sealed record AdmissionLimits
{
    /// <summary>Bytes of a review: the object, and who asks with all of their groups.</summary>
    public long ReviewBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a client may take for the TLS handshake, and again for its request.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections at once; an API server keeps a few.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>
    /// How long a connection may be idle: longer than the 90 s after which an API server closes it (client-go, <c>SetTransportDefaults</c>), so that
    /// no review is ever sent into a connection that we just close.
    /// </summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Sets the limits of a server.</summary>
    public void ApplyTo(KestrelServerLimits kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.MaxRequestBodySize = ReviewBytes;
        kestrel.MaxConcurrentConnections = Connections;
        kestrel.RequestHeadersTimeout = RequestTime;
        kestrel.KeepAliveTimeout = IdleTime;
    }
}
