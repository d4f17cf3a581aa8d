using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>One request, and what has become known of it so far.</summary>
internal sealed class CopyExchange(HttpContext context)
{
    /// <summary>The request and its answer.</summary>
    public HttpContext Context { get; } = context;

    /// <summary>Where the request came from.</summary>
    public IPAddress Client { get; } = context.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <summary>What it asks for; <c>null</c> when that is no path of ours.</summary>
    public CopyPath? Wanted { get; } = CopyPath.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    /// <summary>Who asks, once the API server has vouched for it.</summary>
    public BoundPod? Pod { get; set; }

    /// <summary>Bytes of the image sent so far.</summary>
    public long SentBytes { get; set; }

    /// <summary>Cancelled when the client goes away or is cut off.</summary>
    public CancellationToken Aborted => Context.RequestAborted;
}
