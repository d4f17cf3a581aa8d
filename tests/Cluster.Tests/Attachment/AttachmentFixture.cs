using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>One full cluster with KubeVirt's double on it, and one operator, shared by the tests; each test has a namespace of its own.</summary>
public sealed class AttachmentFixture : IAsyncLifetime
{
    private const string Zone = "topology.kubernetes.io/zone";

    private FullCluster? cluster;
    private KubeVirtPlayer? player;
    private OperatorProcess? process;

    internal FullCluster Cluster => cluster!;

    internal KubeVirtPlayer Player => player!;

    internal OperatorProcess Operator => process!;

    public async ValueTask InitializeAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is not null)
        {
            return;
        }

        cluster = await FullCluster.StartAsync(CancellationToken.None);
        await InstallKubeVirtAsync(cluster);
        player = new KubeVirtPlayer(cluster.Client, claim => claim.Annotations()?.ContainsKey("configdrive.dev/filled") is true);
        await StartOperatorAsync();
    }

    /// <summary>Has a full cluster say that it has KubeVirt, and a second node.</summary>
    internal static async Task InstallKubeVirtAsync(FullCluster cluster)
    {
        await cluster.Client.CoreV1.CreateNodeAsync(
            new V1Node { Metadata = new V1ObjectMeta { Name = "node2", Labels = new Dictionary<string, string> { [Zone] = "zone-2" } } });
        await cluster.ControlPlane.KubectlAsync("label", "node", "node1", $"{Zone}=zone-1");
        await PresentKubeVirt.InstallAsync(cluster.Client);
    }

    /// <summary>Ends the operator at once, as a node that fails does.</summary>
    internal Task KillOperatorAsync() => Operator.KillAsync(CancellationToken.None);

    /// <summary>Starts an operator that takes a guest for booted after a second, with more arguments if given.</summary>
    internal async Task StartOperatorAsync(params string[] more)
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        process = await cluster!.StartOperatorAsync(CancellationToken.None, ["--boot-timeout", "1s", .. more]);
    }

    /// <summary>A fresh namespace for one test.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        Assert.SkipWhen(cluster is null, await ControlPlane.UnavailableReasonAsync() ?? "");
        return await cluster!.NewTenantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        if (player is not null)
        {
            await player.DisposeAsync();
            Assert.True(player.Refused.IsEmpty, player.Refused.FirstOrDefault());
        }

        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }
}
