using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Tests;

/// <summary>A server that answers each request with the next line of a script: for what a healthy API server never does, or only a newer one.</summary>
internal sealed class ScriptedApiServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> script = [];

    private ScriptedApiServer(WebApplication application) => this.application = application;

    /// <summary>Method, path and query of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public KubernetesClientConfiguration Configuration => new() { Server = new Uri(application.Urls.Single()) };

    public static async Task<ScriptedApiServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new ScriptedApiServer(builder.Build());
        server.application.Run(server.AnswerAsync);
        await server.application.StartAsync(cancellationToken);
        return server;
    }

    public ScriptedApiServer Then(Func<HttpContext, Task> answer)
    {
        script.Enqueue(answer);
        return this;
    }

    public ScriptedApiServer Then(string json, int status = 200, string? retryAfter = null) => Then(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(json);
    });

    public ScriptedApiServer ThenFails(int status, string reason, string? retryAfter = null) =>
        Then($$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","code":{{status}},"message":"as scripted"}""", status, retryAfter);

    /// <summary>Sends lines, and ends.</summary>
    public ScriptedApiServer ThenStream(params string[] lines) => Then(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Sends lines, and stays silent with the connection open.</summary>
    public ScriptedApiServer ThenStreamAndHang(params string[] lines) => Then(async context =>
    {
        await context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n")));
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        return script.TryDequeue(out var answer)
            ? answer(context)
            : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
