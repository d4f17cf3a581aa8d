using System.Net;
using Polly;
using Polly.Retry;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Which failures are retried at once. A request that certainly was not carried out is retried whatever the verb; a read is retried after any failure of the
/// server.
/// </summary>
/// <remarks>As client-go (<c>rest/with_retry.go</c>): 429, and 5xx with a <c>Retry-After</c>, are retried for every verb.</remarks>
internal static class RetryPolicy
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    public static ResiliencePipeline Reads(TimeProvider timeProvider) => Create(timeProvider, error => WasNotCarriedOut(error) || IsServersFault(error));

    public static ResiliencePipeline Writes(TimeProvider timeProvider) => Create(timeProvider, WasNotCarriedOut);

    private static ResiliencePipeline Create(TimeProvider timeProvider, Func<Exception, bool> retry) =>
        new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
                ShouldHandle = arguments => new ValueTask<bool>(arguments.Outcome.Exception is { } error && retry(error)),
                DelayGenerator = arguments => new ValueTask<TimeSpan?>(
                    arguments.Outcome.Exception is KubernetesException { RetryAfter: { } wait } ? (wait < LongestDelay ? wait : LongestDelay) : null),
            })
            .Build();

    private static bool WasNotCarriedOut(Exception error) => error switch
    {
        KubernetesException { StatusCode: HttpStatusCode.TooManyRequests } => true,
        KubernetesException { StatusCode: >= HttpStatusCode.InternalServerError, RetryAfter: not null } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        _ => false,
    };

    private static bool IsServersFault(Exception error) =>
        error is HttpRequestException or IOException or KubernetesException { StatusCode: >= HttpStatusCode.InternalServerError };
}
