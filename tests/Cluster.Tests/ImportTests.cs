
namespace ConfigDrive.Cluster.Tests;

/// <summary><c>import vm</c> of a cluster: what comes out is applied there, with the VirtualMachine's change, and becomes a drive.</summary>
public sealed class ImportTests(ClusterFixture cluster)
{
    private const string Secret = "s3cr3t-of-this-test";

    private const string Manifests = $$$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: moved-1}
        spec:
          runStrategy: Halted
          template:
            spec:
              domain:
                firmware: {uuid: 83679162-1378-4288-a2d4-70e13ec132aa}
                devices: {disks: [{name: root, disk: {bus: virtio}}, {name: ci, disk: {bus: virtio}}]}
              volumes:
              - {name: root, emptyDisk: {capacity: 1Gi}}
              - {name: ci, cloudInitNoCloud: {secretRef: {name: moved-1-user}, networkData: "version: 2\nethernets: {eth0: {dhcp4: true}}\n"}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: moved-1-user}
        stringData: {userData: "#cloud-config\npassword: {{{Secret}}}\n"}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VirtualMachine_OfTheCluster_IsImported_Changed_AndHasItsDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manifests);
        var patch = Path.GetTempFileName();

        try
        {
            var (exitCode, output, error) = await OperatorCommand.RunAsync(
                Token, "import", "vm", $"{tenant.Name}/moved-1", "--kubeconfig", cluster.ControlPlane.KubeConfigPath, "--output-patch", patch);
            Assert.True(exitCode == 0, error);
            Assert.DoesNotContain(Secret, output + error, StringComparison.Ordinal);
            Assert.Equal(output, await KubectlPlugin.RunAsync(cluster.ControlPlane, cluster.ControlPlane.KubeConfigPath, "import", "vm", $"{tenant.Name}/moved-1"));

            await tenant.ApplyAsync(output);
            await tenant.NotReadyAsync("moved-1", "OtherCloudInit");
            await tenant.KubectlAsync("patch", "virtualmachine", "moved-1", "--type=json", "--patch-file", patch);

            var drive = await tenant.ReadyAsync("moved-1");
            Assert.True(tenant.StoredImageHolds("moved-1", drive.Status!.Revision!, Secret));
            Assert.True(tenant.StoredImageHolds("moved-1", drive.Status!.Revision!, "\"instance-id\":\"83679162-1378-4288-a2d4-70e13ec132aa\""));
        }
        finally
        {
            File.Delete(patch);
        }
    }

    [Fact]
    public async Task VirtualMachine_ThatDoesNotExist_IsOneClearLine()
    {
        var tenant = await cluster.NewTenantAsync();

        var (exitCode, output, error) = await OperatorCommand.RunAsync(
            Token, "import", "vm", $"{tenant.Name}/none", "--kubeconfig", cluster.ControlPlane.KubeConfigPath);

        Assert.Equal((2, "", $"VirtualMachine {tenant.Name}/none does not exist\n"), (exitCode, output, error));
    }
}
