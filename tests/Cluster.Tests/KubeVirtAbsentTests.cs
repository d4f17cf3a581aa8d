using System.Net;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

public sealed class KubeVirtAbsentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KubeVirt_InstalledAfterTheOperator_IsPickedUp()
    {
        Assert.SkipWhen(await ControlPlane.UnavailableReasonAsync() is { } reason, reason ?? "");
        await using var controlPlane = await ControlPlane.StartAsync(Token);
        Assert.SkipWhen(controlPlane.IsExistingCluster, "KubeVirt cannot be taken away from an existing cluster.");
        await Definitions.ApplyConfigDriveAsync(controlPlane, Token);
        using var client = new KubernetesClient(KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath));
        var root = Directory.CreateTempSubdirectory("configdrive-absent-");
        try
        {
            await using var started = await OperatorProcess.StartAsync(controlPlane.KubeConfigPath, root.FullName, Token);
            var tenant = await Tenant.CreateAsync(controlPlane, client, root.FullName);
            await tenant.ApplyAsync($"{Samples.Sources}---\n{Samples.ConfigDrive}");

            var waiting = await tenant.NotReadyAsync("web-1", "KubeVirtNotInstalled");
            Assert.Equal("True", Tenant.Condition(waiting, "Reconciling")?.Status);
            Assert.Equal(HttpStatusCode.OK, await started.ProbeAsync("/healthz"));
            Assert.Contains("virtualmachines.kubevirt.io", started.Log, StringComparison.Ordinal);

            // What does not need KubeVirt is served meanwhile.
            await tenant.ApplyAsync(Samples.ConfigDrive.Replace("  name: web-1\n", "  name: gone\n", StringComparison.Ordinal));
            await tenant.NotReadyAsync("gone", "VirtualMachineClaimed");
            await tenant.KubectlAsync("delete", "configdrive", "gone", "--wait=false");
            await tenant.GoneAsync("gone");

            await Definitions.ApplyKubeVirtAsync(controlPlane, Token);
            await tenant.NotReadyAsync("web-1", "VirtualMachineNotFound");
            await tenant.ApplyAsync(Samples.VirtualMachine);
            await tenant.ReadyAsync("web-1");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
