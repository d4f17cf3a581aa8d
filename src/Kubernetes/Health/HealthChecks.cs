using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Health;

/// <summary>
/// The checks behind <c>/healthz</c> (must the kubelet restart the process?) and <c>/readyz</c> (may others rely on it?). A check returns null when all is well,
/// otherwise a few words on what is wrong; it must be quick.
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

    /// <summary>Answers <c>/healthz</c> and <c>/readyz</c>, one line per check as API servers do; anything else is 404.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/healthz":
                return AnswerAsync(context.Response, "healthz", liveness);
            case "/readyz":
                return AnswerAsync(context.Response, "readyz", readiness);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
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
