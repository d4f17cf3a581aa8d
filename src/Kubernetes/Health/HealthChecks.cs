using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Health;

/// <summary>
/// The checks behind <c>/healthz</c> (shall the kubelet restart us?) and <c>/readyz</c> (may others rely on us?). A check answers null when all is well, or
/// says in a few words what is not; it must be quick.
/// </summary>
public sealed class HealthChecks
{
    private readonly ConcurrentDictionary<string, Func<string?>> liveness = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<string?>> readiness = new(StringComparer.Ordinal);

    /// <summary>Adds a check to <c>/healthz</c>.</summary>
    public HealthChecks AddLivenessCheck(string name, Func<string?> check)
    {
        liveness[name] = check;
        return this;
    }

    /// <summary>Adds a check to <c>/readyz</c>.</summary>
    public HealthChecks AddReadinessCheck(string name, Func<string?> check)
    {
        readiness[name] = check;
        return this;
    }

    /// <summary>Answers <c>/healthz</c> and <c>/readyz</c>, one line a check as API servers do; anything else is 404.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Path == "/healthz")
        {
            return AnswerAsync(context.Response, "healthz", liveness);
        }

        if (context.Request.Path == "/readyz")
        {
            return AnswerAsync(context.Response, "readyz", readiness);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task AnswerAsync(HttpResponse response, string endpoint, ConcurrentDictionary<string, Func<string?>> checks)
    {
        var text = new StringBuilder();
        var failed = false;
        foreach (var (name, check) in checks.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var fault = check();
            failed |= fault is not null;
            text.Append(fault is null ? $"[+]{name} ok\n" : $"[-]{name} failed: {fault}\n");
        }

        text.Append(failed ? $"{endpoint} check failed\n" : $"{endpoint} check passed\n");
        response.StatusCode = failed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text.ToString());
    }
}
