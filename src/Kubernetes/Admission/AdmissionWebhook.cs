using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ConfigDrive.Kubernetes.Admission;

/// <summary>
/// Answers the AdmissionReviews of API servers at one path by a function, which must be quick. What is not a review is answered with an HTTP error and a line of
/// text, which an API server treats as its failure policy says.
/// </summary>
public sealed class AdmissionWebhook(string path, Func<AdmissionRequest, AdmissionResponse> review, AdmissionLimits limits, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != path)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is only {path}.");
        }
        else if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Only POST is understood here.");
        }
        else
        {
            await ReviewAsync(context);
        }
    }

    private async Task ReviewAsync(HttpContext context)
    {
        using var timeout = new CancellationTokenSource(limits.RequestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            var asked = await JsonSerializer.DeserializeAsync(context.Request.Body, KubernetesJsonContext.Default.AdmissionReview, either.Token);
            if (asked is not { IsQuestion: true })
            {
                const string message = $"This is not an {AdmissionReview.ReviewKind} of {AdmissionReview.Version} with a request.";
                await RefuseAsync(context, StatusCodes.Status400BadRequest, message);
                return;
            }

            var answer = new AdmissionReview
            {
                ApiVersion = AdmissionReview.Version,
                Kind = AdmissionReview.ReviewKind,
                Response = review(asked.Request!) with { Uid = asked.Request!.Uid },
            };
            var body = JsonSerializer.SerializeToUtf8Bytes(answer, KubernetesJsonContext.Default.AdmissionReview);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, either.Token);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This is not JSON of a review.");
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, "The review is too large, or broke off.");
        }
        catch (OperationCanceledException)
        {
            // The client is gone or too slow to be answered.
            context.Abort();
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}

/// <summary>
/// The limits of a webhook. What exceeds them is not answered, which the API server treats as its failure policy says.
/// </summary>
public sealed record AdmissionLimits
{
    /// <summary>The maximum size of a review in bytes: the object, and the user with all groups.</summary>
    public long ReviewBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a client may take for the TLS handshake, and again for its request.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The maximum number of connections; an API server keeps a few.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>
    /// How long a connection may be idle: longer than the 90 s after which an API server closes it (client-go, <c>SetTransportDefaults</c>), so that
    /// no review is sent over a connection that is just being closed.
    /// </summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Sets the limits of a server.</summary>
    public void ApplyTo(KestrelServerLimits kestrel)
    {
        kestrel.MaxRequestBodySize = ReviewBytes;
        kestrel.MaxConcurrentConnections = Connections;
        kestrel.RequestHeadersTimeout = RequestTime;
        kestrel.KeepAliveTimeout = IdleTime;
    }
}
