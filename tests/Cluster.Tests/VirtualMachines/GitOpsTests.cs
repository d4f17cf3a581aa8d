using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.VirtualMachines;

/// <summary>A tool that applies the same manifests over and over, as docs/guides/gitops.md describes.</summary>
[Collection(VirtualMachineCollection.Name)]
public sealed class GitOpsTests(VirtualMachineFixture cluster)
{
    private const string Claim = "web-1-configdrive";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Declared => Samples.All
        .With("{name: root, disk: {bus: virtio}}]", "{name: root, disk: {bus: virtio}}, {name: configdrive, cdrom: {bus: sata}}]")
        .With(
            "containerDisk: {image: example.org/debian:12}}]",
            $"containerDisk: {{image: example.org/debian:12}}}}, {{name: configdrive, persistentVolumeClaim: {{claimName: {Claim}, hotpluggable: true}}}}]");

    [Fact]
    public async Task DeclaredVolume_AppliedWithItsConfigDrive_BootsWithTheDrive()
    {
        var tenant = await cluster.NewTenantAsync();

        await tenant.ApplyAsync(Declared);
        var drive = await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);

        Assert.Equal(Claim, cluster.Player.StartsOf(tenant.MachineKey())[0].Claims["configdrive"]);
        Assert.Equal(Claim, drive.Status!.Boot!.ClaimName);
        Assert.Equal(2, (await tenant.MachineAsync()).TemplateSpec().Volumes().Count);
    }

    [Fact]
    public async Task DeclaredVolume_InManualMode_AppliedOverAndOver_IsNeverChanged()
    {
        var tenant = await cluster.NewTenantAsync();
        var manifests = Declared + "  attachment: {mode: Manual}\n";
        await tenant.ApplyAsync(manifests);
        await tenant.AttachedAsync();
        var generation = (long?)(await tenant.MachineAsync())["metadata"]!["generation"];

        for (var round = 0; round < 5; round++)
        {
            await tenant.ApplyAsync(manifests);
        }

        await tenant.PatchAsync("configmap", "team-keys", """{"data":{"authorized_keys":""}}""");
        await tenant.EventuallyAsync("web-1", found => found.Status!.Secondary?.Revision == found.Status.Revision);
        Assert.Equal(generation, (long?)(await tenant.MachineAsync())["metadata"]!["generation"]);
    }

    [Fact]
    public async Task DeclaredVolume_ThatAToolKeepsSettingBack_StopsTheOperatorWithTheRemedy()
    {
        var tenant = await cluster.NewTenantAsync();
        var manifests = Declared.With("runStrategy: Always", "runStrategy: Halted");
        await tenant.ApplyAsync(manifests);
        await tenant.ReadyAsync("web-1");
        await tenant.PatchAsync("configdrive", "web-1", """{"spec":{"metadata":{"serviceOffering":"large"}}}""");
        for (var round = 0; round < 3; round++)
        {
            await Eventually.TrueAsync(() => tenant.MachineAsync(), machine => TenantMachines.ClaimIn(machine) is { } claim && claim != Claim, Token);
            await tenant.PatchAsync(
                "virtualmachine", "web-1",
                """{"spec":{"template":{"spec":{"volumes":[{"name":"root","containerDisk":{"image":"example.org/debian:12"}},{"name":"configdrive","persistentVolumeClaim":{"claimName":"CLAIM","hotpluggable":true}}]}}}}"""
                    .With("CLAIM", Claim));
        }

        var drive = await tenant.NotReadyAsync("web-1", "DriftDetected");
        Assert.Equal("True", Tenant.Condition(drive, "Stalled")!.Status);
        Assert.Contains("docs/guides/gitops.md", Tenant.Condition(drive, "Stalled")!.Message, StringComparison.Ordinal);
    }
}
