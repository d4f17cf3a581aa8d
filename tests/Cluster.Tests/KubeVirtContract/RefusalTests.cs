using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>What KubeVirt takes from a user, and what it does not.</summary>
[Collection(ContractCollection.Name)]
public sealed class RefusalTests(ContractFixture fixture) : ContractTest(fixture)
{
    private const string RootDisk = """{"name": "root", "disk": {"bus": "virtio"}}""";

    private static string RootVolume => $$$"""{"name": "root", "containerDisk": {"image": "{{{ContractCluster.GuestImage}}}"}}""";

    [Theory]
    [InlineData("""{"name": "media", "cdrom": {"bus": "virtio"}}""", "disks[1].cdrom.bus: Bus type virtio is invalid for CD-ROM device")]
    [InlineData("""{"name": "media", "cdrom": {"bus": "ide"}}""", "IDE bus is not supported")]
    [InlineData("""{"name": "media", "disk": {"bus": "sata"}}""", "spec.template.spec.domain.devices.disks[1].Name 'media' not found.")]
    [InlineData(RootDisk, "must not have the same Name.")]
    public async Task Disk_ThatCannotBe_IsRefused(string disk, string reason)
    {
        var machine = ContractMachines.New("web-1", $"[{RootDisk}, {disk}]", $"[{RootVolume}]");

        var (status, message) = await ContractMachines.RefusalAsync(() => Tenant.CreateAsync(machine));

        Assert.Equal(422, status);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyDrive_IsTaken_AsIsOneWithAClaimThatDoesNotExist()
    {
        await Cluster.NeedMediaChangesAsync();

        await Tenant.CreateAsync(ContractMachines.New(
            "web-1",
            $$$"""[{{{RootDisk}}}, {"name": "media", "cdrom": {"bus": "sata"}}, {"name": "configdrive", "cdrom": {"bus": "sata"}}]""",
            $$$"""[{{{RootVolume}}}, {"name": "configdrive", "persistentVolumeClaim": {"claimName": "nowhere", "hotpluggable": true}}]"""));

        Assert.Equal(["root", "media", "configdrive"], (await Tenant.MachineAsync()).TemplateSpec().Disks().Names());
    }

    [Fact]
    public async Task EmptyDrive_WithoutTheFeatureGate_IsRefused()
    {
        await using var off = await Cluster.WithoutMediaChangesAsync();

        var (status, message) = await ContractMachines.RefusalAsync(
            () => Tenant.CreateAsync(ContractMachines.New("web-1", """[{"name": "media", "cdrom": {"bus": "sata"}}]""", "[]")));

        Assert.Equal(422, status);
        Assert.Contains("feature gate not enabled, cannot define an empty CD-ROM disk", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_ThatTestsAListThatHasChanged_IsRefused_AndNothingIsChanged()
    {
        const string Volumes = "/spec/template/spec/volumes";
        var former = await Tenant.CreateAsync(ContractMachines.New("web-1", $"[{RootDisk}]", $"[{RootVolume}]"));
        await Tenant.PatchMachineAsync("""
            [{"op": "add", "path": "/spec/template/spec/domain/devices/disks/-", "value": {"name": "more", "disk": {"bus": "virtio"}}},
             {"op": "add", "path": "/spec/template/spec/volumes/-", "value": {"name": "more", "emptyDisk": {"capacity": "1Mi"}}}]
            """);

        var (status, _) = await ContractMachines.RefusalAsync(() => Tenant.PatchMachineAsync(new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = Volumes, ["value"] = former.TemplateSpec().Volumes().DeepClone() },
            new JsonObject { ["op"] = "replace", ["path"] = $"{Volumes}/0/name", ["value"] = "other" }).ToJsonString()));

        Assert.Equal(422, status);
        Assert.Equal(["root", "more"], (await Tenant.MachineAsync()).TemplateSpec().Volumes().Names());
    }

    [Fact]
    public async Task Instance_ThatItsUserChanges_IsRefused()
    {
        await Tenant.ApplyAsync(ContractMachines.Machine);
        await Tenant.RunsAsync();

        var (_, message) = await ContractMachines.RefusalAsync(() => Tenant.PatchInstanceAsync(
            """[{"op": "add", "path": "/spec/domain/devices/disks/-", "value": {"name": "media", "cdrom": {"bus": "sata"}}}]"""));

        Assert.Contains("update of VMI object is restricted", message, StringComparison.Ordinal);
    }
}
