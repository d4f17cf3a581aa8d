using System.Text;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Client.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>Stands between a client and a real API server, passes everything on, and does to watches what a test asks for.</summary>
internal sealed class ApiServerProxy : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpMessageInvoker backend;
    private readonly KubernetesClientConfiguration target;
    private CancellationTokenSource cut = new();

    private ApiServerProxy(WebApplication application, KubernetesClientConfiguration target)
    {
        this.application = application;
        this.target = target;
        backend = new HttpMessageInvoker(HttpTransport.Create(target));
    }

    /// <summary>For a client that goes through the proxy.</summary>
    public KubernetesClientConfiguration Configuration => target with
    {
        Server = new Uri(application.Urls.Single()),
        Credential = Credential.Anonymous,
        Trust = null,
    };

    /// <summary>Turns the lines of a watch into what is sent, line ends included; throwing breaks the connection.</summary>
    public Func<IAsyncEnumerable<string>, IAsyncEnumerable<string>> Watches { get; set; } = Unchanged;

    /// <summary>The version of the last list that passed.</summary>
    public string ListVersion { get; private set; } = "";

    public static async Task<ApiServerProxy> StartAsync(KubernetesClientConfiguration target, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var proxy = new ApiServerProxy(builder.Build(), target);
        proxy.application.Run(proxy.ForwardAsync);
        await proxy.application.StartAsync(cancellationToken);
        return proxy;
    }

    public static IAsyncEnumerable<string> Unchanged(IAsyncEnumerable<string> lines) => lines.Select(line => line + "\n");

    /// <summary>Breaks all connections, and refuses new ones until <see cref="Mend"/>.</summary>
    public void Cut() => cut.Cancel();

    public void Mend() => cut = new CancellationTokenSource();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        backend.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cut.Token);
        try
        {
            await ForwardAsync(context, either.Token);
        }
        catch (Exception)
        {
            context.Abort();
        }
    }

    private async Task ForwardAsync(HttpContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = context.Request;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(target.Server, request.Path + request.QueryString));
        message.Headers.TryAddWithoutValidation("Accept", (string?)request.Headers.Accept);
        if (request.ContentLength > 0)
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        using var response = await backend.SendAsync(message, cancellationToken);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (request.Query.ContainsKey("watch") && response.IsSuccessStatusCode)
        {
            await foreach (var text in Watches(LinesAsync(body, cancellationToken)).WithCancellation(cancellationToken))
            {
                await context.Response.WriteAsync(text, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
        else
        {
            using var reader = new StreamReader(body, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(cancellationToken);
            if (text.StartsWith("""{"kind":"PartialObjectMetadataList""", StringComparison.Ordinal))
            {
                ListVersion = text.Split("\"resourceVersion\":\"", 2)[1].Split('"')[0];
            }

            await context.Response.WriteAsync(text, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(Stream body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }
}
