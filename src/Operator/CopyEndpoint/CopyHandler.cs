using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Answers the requests of copy pods: admits them, sends the image, and records each in the log and the metrics.</summary>
internal sealed partial class CopyHandler(
    CopyAuthorizer admission, ImageSender sender, RefusalLimiter refusals, CopyLimits limits, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter admissions = new(new ConcurrencyLimiterOptions { PermitLimit = limits.Admissions, QueueLimit = limits.Connections });

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var request = new CopyRequest(context);

        // One request a connection: nobody keeps one open, and what a client sends besides is never read.
        context.Response.Headers.Connection = "close";
        context.Response.Headers.CacheControl = "no-store";
        var outcome = "Failed";
        try
        {
            outcome = await ServeAsync(request);
        }
        finally
        {
            Record(request, outcome, time.GetElapsedTime(started));
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
            // The client went away, or took too long.
            request.Context.Abort();
            return "CutOff";
        }
        catch (IOException)
        {
            // Part of the image is sent: only a broken connection tells the client that the rest will not follow.
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
            if (refused.Cause is { } cause)
            {
                Log.CannotReview(logger, request.Wanted?.Drive, cause);
            }

            await RefuseAsync(request, refused);
            return refused.Outcome;
        }
    }

    // A few at a time, so that many that ask at once are refused one after the other, and most of them without the API server.
    private async Task<GrantedImage> AdmitAsync(CopyRequest request)
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

    // Never a token, never a key. A path that is not one of ours is not repeated: it may contain anything.
    private void Record(CopyRequest request, string outcome, TimeSpan duration)
    {
        CopyMetrics.Count(outcome, request.SentBytes, duration);
        var level = outcome == CopyMetrics.Sent ? LogLevel.Information : LogLevel.Warning;
        var pod = request.Pod is { } known ? $"pod {known.Name} (UID {known.Uid})" : "an unknown pod";
        var wanted = request.Wanted is { } path ? $"revision {path.Revision} of ConfigDrive {path.Drive}" : "an unknown path";
        var status = request.Context.Response.StatusCode;
        Log.Request(logger, level, pod, request.Client, wanted, status, outcome, request.SentBytes, (long)duration.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Copy request of {Pod} at {Client} for {Wanted}: {Status} {Outcome}, {Bytes} bytes in {Milliseconds} ms")]
        public static partial void Request(
            ILogger logger, LogLevel level, string pod, IPAddress client, string wanted, int status, string outcome, long bytes, long milliseconds);

        [LoggerMessage(2, LogLevel.Error, "The API server does not say whose token a copy pod of ConfigDrive {Drive} shows: {Cause}")]
        public static partial void CannotReview(ILogger logger, NamespacedName? drive, string cause);
    }
}

/// <summary>One request, and what is known of it so far.</summary>
internal sealed class CopyRequest(HttpContext context)
{
    public HttpContext Context { get; } = context;
    public IPAddress Client { get; } = context.Connection.RemoteIpAddress switch
    {
        null => IPAddress.None,
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4(),
        var address => address,
    };

    /// <summary>What it asks for; <c>null</c> when that is not one of our paths.</summary>
    public CopyPath? Wanted { get; } = CopyPath.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    /// <summary>Who asks, once the API server has confirmed it.</summary>
    public BoundPod? Pod { get; set; }

    /// <summary>Bytes of the image sent so far.</summary>
    public long SentBytes { get; set; }

    /// <summary>Cancelled when the client goes away or is cut off.</summary>
    public CancellationToken Aborted => Context.RequestAborted;
}

/// <summary>A request is not answered with an image.</summary>
internal sealed class CopyRefusedException(int statusCode, string outcome, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;

    /// <summary>Why, as one word for metrics.</summary>
    public string Outcome { get; } = outcome;

    /// <summary>For the operator's own log alone: why the endpoint could not do its work; <c>null</c> when it could.</summary>
    public string? Cause { get; init; }
}

internal static class CopyMetrics
{
    /// <summary>Outcome of a request that was answered with the whole image.</summary>
    public const string Sent = "Sent";

    private static readonly Counter<long> Requests = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_copy_requests_total", description: "Requests to the copy endpoint, by outcome.");

    private static readonly Counter<long> Bytes = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_copy_sent_bytes_total", "By", "Bytes of images that the copy endpoint sent.");

    private static readonly Histogram<double> Duration = OperatorMetrics.Meter.CreateHistogram<double>(
        "configdrive_copy_request_duration_seconds", "s", "How long requests to the copy endpoint took, by outcome.");

    /// <summary>Counts a request that has ended.</summary>
    public static void Count(string outcome, long bytes, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        Requests.Add(1, tag);
        Bytes.Add(bytes);
        Duration.Record(duration.TotalSeconds, tag);
    }
}
