using ConfigDrive.TestControlPlane;
using k8s;

namespace ConfigDrive.Cluster.Tests;

public sealed class LeaderElectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leader_Killed_IsReplacedByTheOtherReplica()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await using var first = await own.StartOperatorAsync(Token, "--leader-elect");
        await Eventually.TrueAsync(() => HolderAsync(own), holder => holder.Length > 0, Token);
        await using var second = await own.StartOperatorAsync(Token, "--leader-elect");
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var ready = await tenant.ReadyAsync("web-1");
        var holder = await HolderAsync(own);

        await first.KillAsync(Token);
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--type=merge", "--patch", """{"stringData":{"userdata":"new"}}""");

        await tenant.ReadyWithOtherRevisionAsync("web-1", ready.Status!.Revision);
        Assert.NotEqual(holder, await HolderAsync(own));
    }

    private static async Task<string> HolderAsync(OwnCluster own) =>
        (await own.Client.CoordinationV1.ReadNamespacedLeaseAsync("configdrive-operator", "default", cancellationToken: Token).OrNullAsync())?.Spec.HolderIdentity ?? "";
}
