using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The cluster that <c>hack/e2e</c> started, with KubeVirt's double and the chart on it, and drives that stay from the first scenario to the last.</summary>
public sealed class EndToEndFixture : IAsyncLifetime
{
    // The players of the other tests are quick, as those wait for them. This one shares its machine with a node.
    private static readonly TimeSpan KubeVirtsPace = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    private readonly List<string> namespaces = [];
    private ControlPlane? controlPlane;
    private IKubernetes? client;
    private KubeVirtPlayer? player;

    /// <summary>Whether there is such a cluster: its folder.</summary>
    public static bool IsGiven { get; } = Environment.GetEnvironmentVariable("END_TO_END_CLUSTER") is { Length: > 0 };

    /// <summary>Folder of the cluster.</summary>
    internal static string Folder => Environment.GetEnvironmentVariable("END_TO_END_CLUSTER")!;

    /// <summary>The secondary store: a small file system of its own.</summary>
    internal static string Library { get; } = Path.Join(Folder, "node", "volumes", "local-secondary");

    internal ControlPlane ControlPlane => controlPlane!;

    internal IKubernetes Client => client!;

    internal KubeVirtPlayer KubeVirt => player!;

    internal AuditLog Audit { get; } = new(Path.Join(Folder, "audit.log"));

    internal InstalledOperator Operator { get; private set; } = null!;

    /// <summary>Namespaces whose drives stay, on each kind of storage.</summary>
    internal StandingDrives Standing { get; private set; } = null!;

    /// <summary>Every namespace of a tenant that was made.</summary>
    internal IReadOnlyList<string> Namespaces => namespaces;

    public async ValueTask InitializeAsync()
    {
        if (!IsGiven)
        {
            return;
        }

        controlPlane = await ControlPlane.StartAsync(CancellationToken.None);
        client = controlPlane.NewClient();
        await Definitions.ApplyKubeVirtAsync(controlPlane, CancellationToken.None);
        await PresentKubeVirt.InstallAsync(client);
        player = new KubeVirtPlayer(client, HoldsDisk, "localhost/busybox:1")
        {
            Pace = KubeVirtsPace,
            Settings = new KubeVirtSettings { Nodes = ["node1"] },
        };
        Operator = new InstalledOperator(controlPlane, client);
        await Chart.InstallAsync();
        Standing = await StandingDrives.ApplyAsync(this);
    }

    /// <summary>A fresh namespace; the test is skipped where there is no cluster for it.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        Need();
        var tenant = await Tenant.CreateAsync(ControlPlane, Client, Library, Patience);
        namespaces.Add(tenant.Name);
        return tenant;
    }

    /// <summary>Skips the test where there is no cluster for it.</summary>
    internal static void Need() => Assert.SkipUnless(IsGiven, "hack/e2e starts the cluster that this needs, and runs it there.");

    public async ValueTask DisposeAsync()
    {
        if (player is not null)
        {
            await player.DisposeAsync();
            Assert.True(player.Refused.IsEmpty, player.Refused.FirstOrDefault());
        }

        client?.Dispose();
    }

    // The volumes of the node are folders of this machine.
    private static bool HoldsDisk(V1PersistentVolumeClaim claim) => File.Exists(Path.Join(Folder, "node", "volumes", claim.Spec.VolumeName, "disk.img"));
}
