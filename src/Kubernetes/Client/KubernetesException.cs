using System.Net;
using System.Text;
using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>The server answered a request with a failure.</summary>
public sealed class KubernetesException(string request, V1Status status, HttpStatusCode statusCode, TimeSpan? retryAfter = null)
    : Exception($"{request} was answered {(int)statusCode} {status.Reason ?? statusCode.ToString()}: {status.Message}")
{
    /// <summary>The request that failed: method and path, never a body or a query.</summary>
    public string Request { get; } = request;

    /// <summary>What the server said: reason, and causes with their fields.</summary>
    public V1Status Status { get; } = status;

    /// <summary>The HTTP status; for a watch that ended in an error event, the code in it.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>After how long the server wants to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The object, or its whole type, does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The object was changed meanwhile, or the precondition of a deletion is not met.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>An object of that name exists already.</summary>
    public bool IsAlreadyExists => Status.Reason == "AlreadyExists";

    /// <summary>The resource version or the page token is too old: list again.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone || Status.Reason is "Expired" or "Gone";

    /// <summary>The resource version is one that the server has not reached, as after a restore from a backup: list again.</summary>
    public bool IsResourceVersionTooLarge => HasCause("ResourceVersionTooLarge");

    /// <summary>The client is not allowed to do that.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>The object breaks a rule of its type, a JSON patch did not apply, or the server does not know an option.</summary>
    public bool IsInvalid => StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest;

    /// <summary>
    /// Nothing can be created any more in a namespace that is being deleted (k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle).
    /// </summary>
    public bool IsNamespaceTerminating => IsForbidden
        && (HasCause("NamespaceTerminating") || Status.Message?.Contains("is being terminated", StringComparison.Ordinal) is true);

    /// <summary>
    /// A JSON patch did not apply: one of its tests failed, or a path does not exist. The server says no more than this (k8s.io/apiserver,
    /// pkg/endpoints/handlers/patch.go).
    /// </summary>
    public bool IsFailedTest => StatusCode == HttpStatusCode.UnprocessableEntity
        && Status.Message is "the server rejected our request due to an error in our request";

    /// <summary>
    /// The server, or a webhook or a policy that it asked, rejects what was sent and would reject it again: the reason is neither the state of the object nor
    /// the load of the server.
    /// </summary>
    public bool IsRefusal => (int)StatusCode is >= 400 and < 500
        && StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout)
        && !(IsConflict || IsFailedTest || IsNotFound || IsGone);

    private bool HasCause(string reason) => Status.Details?.Causes?.Exists(cause => cause.Reason == reason) is true;

    /// <summary>Reads a response that is a failure: its body is a <see cref="V1Status"/>, or any text of a proxy in between.</summary>
    internal static async Task<KubernetesException> FromResponseAsync(string request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        V1Status? status = null;
        try
        {
            status = JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Status);
        }
        catch (JsonException)
        {
            // Not from an API server.
        }

        if (status?.Status is null)
        {
            status = new V1Status { Code = (int)response.StatusCode, Message = OneLine.From(Encoding.UTF8.GetString(body)) };
        }

        // API servers send seconds, never a date.
        return new KubernetesException(request, status, response.StatusCode, response.Headers.RetryAfter?.Delta);
    }
}
