using k8s;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class InstallTests(EndToEndFixture cluster)
{
    [Fact]
    public async Task Chart_Installed_RunsOnItsStore()
    {
        EndToEndFixture.Need();

        var pod = Assert.Single(await cluster.Operator.PodsAsync());
        Assert.Equal("Running", pod.Status.Phase);
        TestContext.Current.TestOutputHelper!.WriteLine($"restarts: {pod.Status.ContainerStatuses[0].RestartCount}");
        var claim = await cluster.Client.CoreV1.ReadNamespacedPersistentVolumeClaimAsync(
            "configdrive-operator-secondary", Chart.Namespace, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Bound", claim.Status.Phase);
    }
}
