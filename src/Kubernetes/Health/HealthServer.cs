using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConfigDrive.Kubernetes.Health;

/// <summary>Serves <see cref="HealthState"/> over plain HTTP, with nothing of a web framework but Kestrel.</summary>
/// <param name="state">The checks.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
public sealed class HealthServer(HealthState state, IPEndPoint address)
{
    private readonly TaskCompletionSource<int> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => bound.Task;

    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                // Falls back to IPv4 where the node has no IPv6.
                kestrel.ListenAnyIP(address.Port, Http1);
            }
            else
            {
                kestrel.Listen(address, Http1);
            }
        });
        await using var application = builder.Build();
        application.Run(state.AnswerAsync);
        await application.StartAsync(cancellationToken);
        bound.SetResult(BindingAddress.Parse(application.Urls.First()).Port);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await application.StopAsync(CancellationToken.None);
        }
    }

    private static void Http1(ListenOptions endpoint) => endpoint.Protocols = HttpProtocols.Http1;
}
