using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ConfigDrive.Operator.Copying.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>Serves <see cref="CopyEndpoint"/> over HTTPS, with nothing of a web framework but Kestrel.</summary>
/// <param name="endpoint">What answers.</param>
/// <param name="certificate">The certificate of the moment; asked at each handshake.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
/// <param name="limits">What a client may ask for.</param>
internal sealed class CopyServer(CopyEndpoint endpoint, Func<ServingCertificate> certificate, IPEndPoint address, CopyLimits limits)
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<int> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => bound.Task;

    /// <summary>Serves until cancelled; then copies under way have a few seconds to end.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits);
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                // Falls back to IPv4 where the node has no IPv6.
                kestrel.ListenAnyIP(address.Port, Listen);
            }
            else
            {
                kestrel.Listen(address, Listen);
            }
        });
        await using var application = builder.Build();
        application.Run(endpoint.AnswerAsync);
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

    private void Limit(KestrelServerLimits kestrel)
    {
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestBodySize = 0;
        kestrel.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.MaxRequestHeaderCount = 32;
        kestrel.MaxRequestLineSize = 2 * 1024;
        kestrel.RequestHeadersTimeout = limits.RequestTime;
        kestrel.KeepAliveTimeout = limits.RequestTime;
        kestrel.MinResponseDataRate = new MinDataRate(limits.BytesPerSecond, limits.SlowTime);
    }

    private void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1; // One request a connection: HTTP/2 would only add to what can be attacked.
        options.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = limits.RequestTime,
            OnConnection = _ => ValueTask.FromResult(Authenticate()),
        });
    }

    private SslServerAuthenticationOptions Authenticate() => new()
    {
        ServerCertificateContext = certificate().Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
