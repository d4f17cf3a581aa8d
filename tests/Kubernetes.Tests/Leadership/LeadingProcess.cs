using System.Globalization;
using System.Runtime.InteropServices;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Hosting;
using ConfigDrive.Kubernetes.Leadership;

namespace ConfigDrive.Kubernetes.Tests.Leadership;

/// <summary>
/// A process that, while it leads, creates ConfigMaps that bear the number of its term. It tells on its standard output who leads, and ends with 0 when asked to,
/// with 3 when it lost the lease.
/// </summary>
internal static class LeadingProcess
{
    public const string TermLabel = "term";
    public const int Lost = 3;

    public static async Task<int> RunAsync(string kubeconfig, string server, string ns, string identity)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        var configuration = KubernetesClientConfiguration.FromKubeConfig(kubeconfig);
        if (server != "-")
        {
            configuration = configuration with { Server = new Uri(server), TlsServerName = configuration.Server.Host };
        }

        using var leaseClient = new KubernetesClient(configuration with { RequestTimeout = TimeSpan.FromSeconds(5) });
        await using var elector = new LeaseElector(leaseClient, new LeaseElectorOptions { Lease = new(ns, "leader"), Identity = identity }, new StandardOutputLogger());
        using var client = new KubernetesClient(configuration with { WriteFence = elector.EnsureLeading });
        using var host = new OperatorHost().UseLeaderElection(elector)
            .AddLeaderService("writer", token => WriteAsync(client.Resource(Resources.ConfigMaps), ns, identity, elector, token));
        try
        {
            await host.RunAsync(stop.Token);
            return 0;
        }
        catch (LeadershipLostException)
        {
            return Lost;
        }
    }

    private static async Task WriteAsync(ResourceClient<V1ConfigMap> configMaps, string ns, string identity, LeaseElector elector, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var labels = new Dictionary<string, string> { [TermLabel] = elector.Term!.Number.ToString(CultureInfo.InvariantCulture) };
            var map = new V1ConfigMap { Metadata = new() { Namespace = ns, Name = $"{identity}-{i}", Labels = labels } };
            try
            {
                await configMaps.CreateAsync(map, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException or KubernetesException or LeadershipLostException)
            {
                // Writing goes on for as long as it is allowed: that is what the test is about.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }
}
