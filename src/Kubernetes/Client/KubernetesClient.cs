using System.Net;
using System.Net.Http.Headers;
using ConfigDrive.Kubernetes.Telemetry;
using Polly;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// The connection to an API server, made on first use. Thread-safe; one serves the whole process. Requests that the server did not carry out are retried
/// (<see cref="RetryPolicy"/>), each attempt has a time limit, and each is counted and traced.
/// </summary>
/// <param name="configuration">What to connect to, and how.</param>
/// <param name="timeProvider">The clock for time limits and retries; null for the system's.</param>
public sealed class KubernetesClient(KubernetesClientConfiguration configuration, TimeProvider? timeProvider = null) : IDisposable
{
    private readonly TimeProvider timeProvider = timeProvider ?? TimeProvider.System;
    private readonly Connections connections = new(configuration);
    private readonly ResiliencePipeline reads = RetryPolicy.Reads(timeProvider ?? TimeProvider.System);
    private readonly ResiliencePipeline writes = RetryPolicy.Writes(timeProvider ?? TimeProvider.System);

    /// <summary>The namespace to use when none is given.</summary>
    public string Namespace => configuration.Namespace;

    /// <summary>Root of the API.</summary>
    public Uri Server => configuration.Server;

    internal string? FieldManager => configuration.UserAgent;

    /// <summary>Set once the server has refused a streaming list, so that no watcher asks again.</summary>
    internal bool LacksStreamingLists { get; set; }

    /// <summary>The objects of one type.</summary>
    public ResourceClient<T> Resource<T>(ResourceDefinition<T> definition)
        where T : class, IKubernetesObject => new(this, definition, "");

    /// <summary>The objects of one type without their content: the server sends metadata alone, whatever the verb.</summary>
    public ResourceClient<V1PartialObjectMetadata> Metadata<T>(ResourceDefinition<T> definition)
        where T : class, IKubernetesObject => new(this, definition.AsMetadata(), ";as=PartialObjectMetadata{0};g=meta.k8s.io;v=v1");

    public void Dispose() => connections.Dispose();

    /// <summary>Sends a request, retries it where that is safe, and reads its answer.</summary>
    /// <exception cref="KubernetesException">The server answered with a failure.</exception>
    /// <exception cref="TimeoutException">The server did not answer in time.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached.</exception>
    internal async Task<TResult> SendAsync<TResult>(
        ApiRequest request, Func<Stream, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        // A delegate, not a state: the pipeline's code for states that are values is compiled at run time, which would delay the first request.
        Func<CancellationToken, ValueTask<TResult>> attempt = token => WithinLimitAsync(request, SendAndReadAsync, token);
        return await (request.Method == HttpMethod.Get ? reads : writes).ExecuteAsync(static (call, token) => call(token), attempt, cancellationToken);

        async ValueTask<TResult> SendAndReadAsync(CancellationToken limited)
        {
            using var response = await SendOnceAsync(request, limited);
            await using var body = await response.Content.ReadAsStreamAsync(limited);
            return await read(body, limited);
        }
    }

    /// <summary>Sends a request once and leaves its answer open: for watches, whose failures the watcher handles.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await WithinLimitAsync(request, async limited => await SendOnceAsync(request, limited), cancellationToken);

    private async ValueTask<TResult> WithinLimitAsync<TResult>(
        ApiRequest request, Func<CancellationToken, ValueTask<TResult>> attempt, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(configuration.RequestTimeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await attempt(linked.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request);
        }
    }

    private TimeoutException TimedOut(ApiRequest request) => new($"{request} was not answered within {configuration.RequestTimeout.TotalSeconds:0} s");

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var call = new RequestScope(request.Method.Method, request.Path, configuration.Server);
        try
        {
            var response = await AttemptAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && configuration.Credential.Invalidate())
            {
                response.Dispose();
                response = await AttemptAsync(request, cancellationToken);
            }

            call.Answered((int)response.StatusCode);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await KubernetesException.FromResponseAsync(request.ToString(), response, cancellationToken);
            }
        }
        catch (HttpRequestException exception)
        {
            call.Failed(exception);
            throw;
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(configuration.Server, request.PathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (configuration.UserAgent is { } userAgent)
        {
            message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        }

        message.Headers.Authorization = await configuration.Credential.GetHeaderAsync(cancellationToken);
        // The handler takes the name to verify from the Host header.
        message.Headers.Host = configuration.TlsServerName;
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        if (request.Writes)
        {
            configuration.WriteFence?.Invoke();
        }

        try
        {
            return await connections.SendAsync(message, cancellationToken);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // The handler's own time limit for connecting, which it reports as a cancellation. Nothing was sent.
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection to {configuration.Server.Authority} in time", exception);
        }
    }
}
