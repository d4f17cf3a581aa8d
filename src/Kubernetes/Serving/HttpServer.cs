using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ConfigDrive.Kubernetes.Serving;

/// <summary>A server of HTTP/1.1: Kestrel, without the rest of a web framework.</summary>
/// <param name="answer">Answers a request.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
public sealed class HttpServer(RequestDelegate answer, IPEndPoint address)
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<int> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the present certificate, at each handshake; null for plain HTTP.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>How long a client may take for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections one client may have; more are closed before the TLS handshake.</summary>
    public int ConnectionsPerClient { get; init; } = int.MaxValue;

    /// <summary>Sets the limits of requests; null for Kestrel's own.</summary>
    public Action<KestrelServerLimits>? Limit { get; init; }

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => bound.Task;

    /// <summary>Whether the server listens.</summary>
    public bool IsListening => bound.Task.IsCompletedSuccessfully;

    /// <summary>Serves until cancelled; then requests in progress have five seconds to end.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        await using var application = builder.Build();
        application.Run(answer);
        await application.StartAsync(cancellationToken);
        bound.SetResult(BindingAddress.Parse(application.Urls.First()).Port);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(StopTime);
            await application.StopAsync(patience.Token);
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        Limit?.Invoke(kestrel.Limits);
        if (address.Address.Equals(IPAddress.IPv6Any))
        {
            // Falls back to IPv4 where the node has no IPv6.
            kestrel.ListenAnyIP(address.Port, Listen);
        }
        else
        {
            kestrel.Listen(address, Listen);
        }
    }

    private void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1; // HTTP/2 would only add to what can be attacked.
        if (ConnectionsPerClient < int.MaxValue)
        {
            var shares = new Shares<IPAddress>(ConnectionsPerClient);
            options.Use(next => connection => ShareAsync(connection, shares, next));
        }

        if (Certificate is { } certificate)
        {
            options.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = _ => ValueTask.FromResult(Authenticate(certificate())),
            });
        }
    }

    private static async Task ShareAsync(ConnectionContext connection, Shares<IPAddress> shares, ConnectionDelegate next)
    {
        var client = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        using var share = shares.TryTake(ClientAddress.Identify(client));
        if (share is null)
        {
            connection.Abort();
            return;
        }

        await next(connection);
    }

    private static SslServerAuthenticationOptions Authenticate(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
