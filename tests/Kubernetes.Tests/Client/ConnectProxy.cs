using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>An HTTP proxy as companies have them: it joins a client with the host that CONNECT names (RFC 9110, section 9.3.6), after Basic credentials.</summary>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string authorization;

    /// <summary>Starts one that wants a name and a password.</summary>
    public ConnectProxy(string name, string password)
    {
        authorization = $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}";
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The hosts that it was asked for, and how it answered.</summary>
    public ConcurrentQueue<string> Answers { get; } = [];

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = ServeAsync(client, stop.Token);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        {
            var stream = client.GetStream();
            while (await HeadAsync(stream, cancellationToken) is [var request, ..] head)
            {
                var target = request.Split(' ')[1];
                var isKnown = head.Contains(authorization, StringComparer.OrdinalIgnoreCase);
                Answers.Enqueue($"{request.Split(' ')[0]} {target} {(isKnown ? 200 : 407)}");
                if (isKnown)
                {
                    await JoinAsync(stream, target, cancellationToken);
                    return;
                }

                const string refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(refusal), cancellationToken);
            }
        }
    }

    private static async Task<List<string>> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(next, cancellationToken) > 0)
        {
            head.Append((char)next[0]);
        }

        return [.. head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task JoinAsync(NetworkStream client, string target, CancellationToken cancellationToken)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPEndPoint.Parse(target), cancellationToken);
        var far = server.GetStream();
        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
        await Task.WhenAny(client.CopyToAsync(far, cancellationToken), far.CopyToAsync(client, cancellationToken));
    }
}
