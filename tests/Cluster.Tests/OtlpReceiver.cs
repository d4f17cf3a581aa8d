using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Cluster.Tests;

/// <summary>Receives OTLP over HTTP and decodes what it needs of it (opentelemetry-proto, collector services).</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public OtlpReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        listener.Prefixes.Add($"{Endpoint}/");
        listener.Start();
        serving = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Names of metrics.</summary>
    public ConcurrentDictionary<string, bool> Metrics { get; } = new();

    /// <summary>Names of spans.</summary>
    public ConcurrentDictionary<string, bool> Spans { get; } = new();

    /// <summary>Texts of log records.</summary>
    public ConcurrentDictionary<string, bool> Logs { get; } = new();

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await TakeAsync(context.Request);

                // The listener closes a connection that is idle for 15 s, and an exporter that is about to use it loses what it sends.
                context.Response.KeepAlive = false;
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The listener was stopped, or one client went away.
            }
        }
    }

    private async Task TakeAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await using var source = request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream;
        await source.CopyToAsync(body);
        var message = new ProtobufMessage(body.ToArray());

        // Export…ServiceRequest.resource_…s (1), .scope_…s (2), then Metric (2).name (1), Span (2).name (5), LogRecord (2).body (5).string_value (1).
        var (names, path) = request.Url!.AbsolutePath switch
        {
            "/v1/metrics" => (Metrics, (int[])[1, 2, 2, 1]),
            "/v1/traces" => (Spans, [1, 2, 2, 5]),
            "/v1/logs" => (Logs, [1, 2, 2, 5, 1]),
            var other => throw new InvalidDataException($"OTLP has no {other}."),
        };
        foreach (var name in message.Texts(path))
        {
            names[name] = true;
        }
    }
}
