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

/// <summary>A server of HTTP/1.1, with nothing of a web framework but Kestrel.</summary>
/// <param name="answer">What answers.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
public sealed class HttpServer(RequestDelegate answer, IPEndPoint address)
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<int> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The certificate of the moment, asked for at each handshake; without it the server speaks plain HTTP.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>How long a client may take for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What a client may ask for; Kestrel's own limits where nothing is said.</summary>
    public Action<KestrelServerLimits>? Limit { get; init; }

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => bound.Task;

    /// <summary>Whether the server listens.</summary>
    public bool IsListening => bound.Task.IsCompletedSuccessfully;

    /// <summary>Serves until cancelled; then what is under way has a few seconds to end.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
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
        if (Certificate is { } certificate)
        {
            options.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = _ => ValueTask.FromResult(Authenticate(certificate())),
            });
        }
    }

    private static SslServerAuthenticationOptions Authenticate(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
