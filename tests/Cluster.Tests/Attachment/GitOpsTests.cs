using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>A tool that applies the same manifests over and over, as docs/guides/gitops.md describes.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class GitOpsTests(AttachmentFixture cluster)
{
    private const string Claim = "web-1-configdrive";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Declared => Samples.All
        .With("{name: root, disk: {bus: virtio}}]", "{name: root, disk: {bus: virtio}}, {name: configdrive, cdrom: {bus: sata}}]")
        .With(
            "containerDisk: {image: example.org/debian:12}}]",
            $"containerDisk: {{image: example.org/debian:12}}}}, {{name: configdrive, persistentVolumeClaim: {{claimName: {Claim}, hotpluggable: true}}}}]");

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
