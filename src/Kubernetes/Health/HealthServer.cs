using System.Net;
using ConfigDrive.Kubernetes.Serving;

namespace ConfigDrive.Kubernetes.Health;

/// <summary>Serves <see cref="HealthState"/> over plain HTTP.</summary>
/// <param name="state">The checks.</param>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
public sealed class HealthServer(HealthState state, IPEndPoint address)
{
    private readonly HttpServer server = new(state.AnswerAsync, address);

    /// <summary>The port, once the server listens.</summary>
    public Task<int> PortAsync => server.PortAsync;

    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => server.RunAsync(cancellationToken);
}
