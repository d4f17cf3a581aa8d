using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>The server answered a request with a failure.</summary>
/// <param name="request">Method and path; never a body or a query.</param>
/// <param name="status">What the server said.</param>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="retryAfter">When the server wants to be asked again; null when it did not say.</param>
public sealed class KubernetesException(string request, V1Status status, HttpStatusCode statusCode, TimeSpan? retryAfter = null)
    : Exception($"{request} was answered {(int)statusCode} {status.Reason ?? statusCode.ToString()}: {status.Message}")
{
    /// <summary>The request that failed: method and path.</summary>
    public string Request { get; } = request;

    /// <summary>What the server said: reason, and causes with their fields.</summary>
    public V1Status Status { get; } = status;

    /// <summary>The HTTP status; for a watch that ended in an error event, the code in it.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>When the server wants to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The object, or its whole type, is not there.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The object was changed meanwhile, or the precondition of a deletion does not hold.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>An object of that name is there already.</summary>
    public bool IsAlreadyExists => Status.Reason == "AlreadyExists";

    /// <summary>The resource version or the page token is too old: list again.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone || Status.Reason is "Expired" or "Gone";

    /// <summary>The resource version is one that the server has not reached, as after a restore from a backup: list again.</summary>
    public bool IsResourceVersionTooLarge => Status.Details?.Causes?.Exists(cause => cause.Reason == "ResourceVersionTooLarge") is true;

    /// <summary>We may not do that.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>The object breaks a rule of its type, a JSON patch did not apply, or the server does not know an option.</summary>
    public bool IsInvalid => StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest;

    /// <summary>
    /// Nothing can be created any more in a namespace that is being deleted (k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle).
    /// </summary>
    public bool IsNamespaceTerminating => IsForbidden && (Status.Details?.Causes?.Exists(cause => cause.Reason == "NamespaceTerminating") is true
        || Status.Message?.Contains("is being terminated", StringComparison.Ordinal) is true);

    /// <summary>
    /// A JSON patch did not apply: one of its tests failed, or a path is not there. The server says no more than this (k8s.io/apiserver,
    /// pkg/endpoints/handlers/patch.go).
    /// </summary>
    public bool IsFailedTest => StatusCode == HttpStatusCode.UnprocessableEntity
        && Status.Message is "the server rejected our request due to an error in our request";

    /// <summary>
    /// The server, or a webhook or a policy that it asked, does not want what was sent, and would not want it the next time: no answer about the
    /// state of the object, nor about the load of the server.
    /// </summary>
    public bool IsRefusal => (int)StatusCode is >= 400 and < 500
        && StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout)
        && !(IsConflict || IsFailedTest || IsNotFound || IsGone);
}

/// <summary>Makes an exception from an answer that is a failure: a <see cref="V1Status"/>, or whatever a proxy in between said.</summary>
internal static class StatusReader
{
    private const int LongestText = 300;

    public static async Task<KubernetesException> ReadAsync(string request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = Parse(body) ?? new V1Status
        {
            Code = (int)response.StatusCode,
            Message = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestText))).ReplaceLineEndings(" ").Trim(),
        };
        return new KubernetesException(request, status, response.StatusCode, RetryAfter(response.Headers.RetryAfter));
    }

    private static V1Status? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Status) is { Status: not null } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // API servers send seconds, never a date.
    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta;
}
