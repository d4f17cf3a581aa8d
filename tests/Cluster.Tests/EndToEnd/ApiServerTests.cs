using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class ApiServerTests(EndToEndFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiServer_AwayForAMinute_IsServedAgain()
    {
        EndToEndFixture.Need();
        await ControlPlaneAsync("stop-api-server");
        // Nothing to wait for: nothing can happen.
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        await ControlPlaneAsync("restart-api-server");
        var tenant = cluster.Standing.Files;

        await tenant.ChangeAsync("back", "web-1");
        await tenant.HoldsAsync("web-1", "back");

        var restarts = (await cluster.Operator.PodsAsync()).Sum(pod => pod.Status.ContainerStatuses[0].RestartCount);
        TestContext.Current.TestOutputHelper!.WriteLine($"restarts of the operator: {restarts}");
        await cluster.Standing.AssertHoldWhatRenderGivesAsync();
    }

    private static Task<string> ControlPlaneAsync(string command) =>
        ShellCommand.RunAsync(Path.Join(Repository.Root, "hack", "control-plane"), [command, EndToEndFixture.Folder], input: null, Token);
}
