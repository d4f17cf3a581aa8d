using System.Diagnostics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>One request being counted and traced. The span bears method and path; queries and bodies never leave the process this way.</summary>
internal sealed class RequestScope : IDisposable
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Activity? activity;
    private readonly string method;
    private readonly string host;
    private string code = "<error>";

    public RequestScope(string method, string path, Uri server)
    {
        this.method = method;
        host = server.Authority;
        activity = RuntimeMetrics.Activities.StartActivity(method, ActivityKind.Client);
        activity?.SetTag("http.request.method", method).SetTag("url.path", path).SetTag("server.address", server.Host);
    }

    public void Answered(int status)
    {
        code = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        activity?.SetTag("http.response.status_code", status).SetStatus(status < 400 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
    }

    public void Failed(Exception exception) =>
        activity?.SetTag("error.type", exception.GetType().Name).SetStatus(ActivityStatusCode.Error, exception.Message);

    public void Dispose()
    {
        RuntimeMetrics.CountRequest(code, method, host, Stopwatch.GetElapsedTime(start));
        activity?.Dispose();
    }
}
