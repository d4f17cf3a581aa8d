using System.Net;
using System.Threading.RateLimiting;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Answers the requests of copy pods: admits them, sends the image, and tells of each in the log and the metrics.</summary>
internal sealed class CopyHandler(
    CopyAuthorizer admission, ImageSender sender, RefusalLimiter refusals, CopyLimits limits, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly CopyAudit audit = new(logger);
    private readonly ConcurrencyLimiter admissions = new(new ConcurrencyLimiterOptions { PermitLimit = limits.Admissions, QueueLimit = limits.Connections });

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var started = time.GetTimestamp();
        var request = new CopyRequest(context);

        // One request a connection: nobody holds on to one, and what a client sends besides is never read.
        context.Response.Headers.Connection = "close";
        context.Response.Headers.CacheControl = "no-store";
        var outcome = "Failed";
        try
        {
            outcome = await ServeAsync(request);
        }
        finally
        {
            audit.Record(request, outcome, time.GetElapsedTime(started));
        }
    }

    public void Dispose() => admissions.Dispose();

    private async Task<string> ServeAsync(CopyRequest request)
    {
        try
        {
            return await SendOrRefuseAsync(request);
        }
        catch (Exception exception) when (exception is OperationCanceledException || request.Aborted.IsCancellationRequested)
        {
            return "CutOff";
        }
        catch (IOException)
        {
            // Part of the image is on its way: only a broken connection tells the client that the rest will not come.
            request.Context.Abort();
            return "LibraryFailed";
        }
    }

    private async Task<string> SendOrRefuseAsync(CopyRequest request)
    {
        try
        {
            await sender.SendAsync(request, await AdmitAsync(request));
            return CopyMetrics.Sent;
        }
        catch (CopyRefusedException refused)
        {
            await RefuseAsync(request, refused);
            return refused.Outcome;
        }
    }

    // A few at a time, so that a crowd that asks at once is refused one after the other, and most of it without the API server.
    private async Task<LibraryPath> AdmitAsync(CopyRequest request)
    {
        using var turn = await admissions.AcquireAsync(permitCount: 1, request.Aborted);
        if (refusals.IsExhausted(request.Client))
        {
            throw new CopyRefusedException(
                StatusCodes.Status429TooManyRequests, "TooManyRefusals", "Too many requests from this address were refused; try again later.");
        }

        try
        {
            return await admission.AdmitAsync(request);
        }
        catch (CopyRefusedException refused) when (refused.StatusCode < StatusCodes.Status500InternalServerError)
        {
            refusals.Count(request.Client);
            throw;
        }
    }

    private static Task RefuseAsync(CopyRequest request, CopyRefusedException refused)
    {
        var response = request.Context.Response;
        response.StatusCode = refused.StatusCode;
        response.ContentType = "text/plain; charset=utf-8";
        switch (refused.StatusCode)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "Bearer";
                break;
            case StatusCodes.Status405MethodNotAllowed:
                response.Headers.Allow = HttpMethods.Get;
                break;
            case StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0", provider: null);
                break;
        }

        return response.WriteAsync(refused.Message + "\n", request.Aborted);
    }
}

/// <summary>One request, and what has become known of it so far.</summary>
internal sealed class CopyRequest(HttpContext context)
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

/// <summary>A request is not answered with an image.</summary>
internal sealed class CopyRefusedException(int statusCode, string outcome, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>Why, as one word for metrics.</summary>
    public string Outcome { get; } = outcome;
}
