using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class UninstallTests(EndToEndFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>In the order that is documented.</summary>
    [Fact]
    public async Task Chart_Uninstalled_LeavesTheDefinitionAlone()
    {
        EndToEndFixture.Need();

        await Chart.UninstallAsync();
        await cluster.ControlPlane.KubectlAsync(["delete", "namespace", "--timeout=300s", Chart.Namespace, .. cluster.Namespaces]);

        Assert.Empty((await cluster.Client.CoreV1.ListPersistentVolumeClaimForAllNamespacesAsync(cancellationToken: Token)).Items.Select(claim => claim.Name()));
        Assert.Empty((await cluster.Client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: Token)).Items.Select(pod => pod.Name()));
        await cluster.Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync("configdrives.configdrive.dev", cancellationToken: Token);
    }
}
