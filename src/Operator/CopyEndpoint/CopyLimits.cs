using ConfigDrive.Operator.Content;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>How much clients may ask of the endpoint.</summary>
internal sealed record CopyLimits
{
    public long ImageBytes { get; init; } = ContentLimits.ImageBytes;

    /// <summary>Images that are checked at once; the next wait for their turn.</summary>
    public int Checks { get; init; } = 16;

    /// <summary>Requests that wait for their turn; the next are asked to retry.</summary>
    public int WaitingChecks { get; init; } = 256;

    /// <summary>Images that are sent at once; further requests are asked to retry. A client that reads slowly costs a connection and a buffer.</summary>
    public int Transfers { get; init; } = 256;

    public int TransfersPerNamespace { get; init; } = 64;

    /// <summary>A pod asks once; a second time after its connection broke.</summary>
    public int TransfersPerPod { get; init; } = 2;

    /// <summary>How long a client may take for the whole image.</summary>
    public TimeSpan TransferTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests about which the API server is asked at the same time.</summary>
    public int Admissions { get; init; } = 16;

    public int Connections { get; init; } = 1024;

    public int ConnectionsPerClient { get; init; } = 256;

    /// <summary>Bytes of all headers of a request: a token takes one or two thousand.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>How long a client may take for the TLS handshake, and again for its request.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that a client must at least take, or it is cut off.</summary>
    public double BytesPerSecond { get; init; } = 64 * 1024;

    /// <summary>How long a client may be slower than that.</summary>
    public TimeSpan SlowTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Refusals that one address may get at once; then it gets one more each <see cref="RefusalInterval"/>, and 429 in between.</summary>
    public int Refusals { get; init; } = 10;

    /// <summary>How soon an address may get one more refusal.</summary>
    public TimeSpan RefusalInterval { get; init; } = TimeSpan.FromSeconds(2);

    public void ApplyTo(KestrelServerLimits kestrel)
    {
        kestrel.MaxConcurrentConnections = Connections;
        kestrel.MaxRequestBodySize = 0;
        kestrel.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.MaxRequestHeaderCount = 32;
        kestrel.MaxRequestLineSize = 2 * 1024;
        kestrel.RequestHeadersTimeout = RequestTime;
        kestrel.KeepAliveTimeout = RequestTime;
        kestrel.MinResponseDataRate = new MinDataRate(BytesPerSecond, SlowTime);
    }
}
