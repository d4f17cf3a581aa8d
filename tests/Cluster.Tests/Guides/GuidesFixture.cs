using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>The tests that share the cluster on which guides are applied.</summary>
[CollectionDefinition(Name)]
public sealed class GuidesCollection : ICollectionFixture<GuidesFixture>
{
    public const string Name = "Guides";
}

/// <summary>
/// A full cluster with KubeVirt's double, the kinds of other projects, and an operator that puts only Secrets with the label on drives, as the guides promise
/// that their manifests suffice for.
/// </summary>
public sealed class GuidesFixture : IAsyncLifetime
{
    private FullCluster? cluster;
    private KubeVirtPlayer? player;
    private OperatorProcess? process;

    public ControlPlane ControlPlane => cluster!.ControlPlane;

    internal KubeVirtPlayer Player => player!;

    public async ValueTask InitializeAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is not null)
        {
            return;
        }

        cluster = await FullCluster.StartAsync(CancellationToken.None);
        await ForeignKind.ServeAsync(cluster.ControlPlane, ForeignKinds.All, CancellationToken.None);
        await AttachmentFixture.InstallKubeVirtAsync(cluster);
        player = new KubeVirtPlayer(cluster.Client, claim => claim.Annotations()?.ContainsKey("configdrive.dev/filled") is true);
        process = await cluster.StartOperatorAsync(CancellationToken.None, "--boot-timeout", "1s", "--secret-access", "Label");
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
