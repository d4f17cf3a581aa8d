using System.Net;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.Operator.Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Serves <see cref="CopyHandler"/> over HTTPS.</summary>
/// <param name="handler">What answers.</param>
/// <param name="certificate">The certificate of the moment; asked at each handshake.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
/// <param name="limits">What a client may ask for.</param>
internal sealed class CopyServer(CopyHandler handler, Func<ServingCertificate> certificate, IPEndPoint address, CopyLimits limits)
{
    private readonly HttpServer server = new(handler.AnswerAsync, address)
    {
        Certificate = () => certificate().Context,
        HandshakeTimeout = limits.RequestTime,
        Limit = kestrel => Limit(kestrel, limits),
    };

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => server.PortAsync;

    /// <summary>Whether the server listens.</summary>
    public bool IsListening => server.IsListening;

    /// <summary>Serves until cancelled; then copies under way have a few seconds to end.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => server.RunAsync(cancellationToken);

    private static void Limit(KestrelServerLimits kestrel, CopyLimits limits)
    {
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestBodySize = 0;
        kestrel.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.MaxRequestHeaderCount = 32;
        kestrel.MaxRequestLineSize = 2 * 1024;
        kestrel.RequestHeadersTimeout = limits.RequestTime;
        kestrel.KeepAliveTimeout = limits.RequestTime;
        kestrel.MinResponseDataRate = new MinDataRate(limits.BytesPerSecond, limits.SlowTime);
    }
}
