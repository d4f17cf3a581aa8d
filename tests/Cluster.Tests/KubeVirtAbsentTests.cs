using System.Net;

namespace ConfigDrive.Cluster.Tests;

public sealed class KubeVirtAbsentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KubeVirt_InstalledAfterTheOperator_IsPickedUp()
    {
        await using var own = await OwnCluster.StartAsync(Token, withKubeVirt: false);
        await using var started = await own.StartOperatorAsync(Token);
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync($"{Samples.Sources}---\n{Samples.ConfigDrive}");

        var waiting = await tenant.NotReadyAsync("web-1", "KubeVirtNotInstalled");
        Assert.Equal("True", Tenant.Condition(waiting, "Reconciling")?.Status);
        Assert.Equal(HttpStatusCode.OK, await started.ProbeAsync("/healthz"));
        Assert.Contains("virtualmachines.kubevirt.io", started.Log, StringComparison.Ordinal);

        // What does not need KubeVirt is served meanwhile.
        await tenant.ApplyAsync(Samples.ConfigDrive.With("  name: web-1\n", "  name: web-2\n"));
        await tenant.NotReadyAsync("web-2", "VirtualMachineClaimed");
        await tenant.KubectlAsync("delete", "configdrive", "web-2", "--wait=false");
        await tenant.GoneAsync("web-2");

        await Definitions.ApplyKubeVirtAsync(own.ControlPlane, Token);
        await tenant.NotReadyAsync("web-1", "VirtualMachineNotFound");
        await tenant.ApplyAsync(Samples.VirtualMachine);
        await tenant.ReadyAsync("web-1");
    }
}
