using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>What was added to a VirtualMachine goes, what its user declared stays, and no VirtualMachine is left naming a claim that is gone.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class LeftoverTests(AttachmentFixture cluster)
{
    private const string Added = "configdrive.dev/added";
    private const string DeclaredDisk = "{name: configdrive, cdrom: {bus: sata}}";
    private const string DeclaredVolume = "{name: configdrive, persistentVolumeClaim: {claimName: declared, hotpluggable: true}}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"spec":{"attachment":{"diskName":"second"}}}""")]
    [InlineData("""{"spec":{"attachment":{"mode":"Manual"}}}""")]
    public async Task Drive_WhoseAttachmentChanged_LeavesNothingBehind(string change)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await tenant.PatchAsync("configdrive", "web-1", change);
        await tenant.EventuallyAsync("web-1", drive => drive.Status!.ObservedGeneration == drive.Metadata.Generation);
        await tenant.KubectlAsync("delete", "configdrive", "web-1");

        await AssertIsAsBeforeAsync(tenant);
    }

    [Fact]
    public async Task Drive_RenamedAndDeletedWhileTheOperatorIsDown_LeavesNothingBehind()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await cluster.KillOperatorAsync();
        await tenant.PatchAsync("configdrive", "web-1", """{"spec":{"attachment":{"diskName":"second"}}}""");
        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await cluster.StartOperatorAsync();
        await tenant.GoneAsync("web-1");

        await AssertIsAsBeforeAsync(tenant);
    }

    [Fact]
    public async Task Drive_WithAnotherName_Moves()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await tenant.PatchAsync("configdrive", "web-1", """{"spec":{"attachment":{"diskName":"second"}}}""");

        await Eventually.TrueAsync(
            () => tenant.MachineAsync(),
            machine => machine.TemplateSpec().Disks().Names().SequenceEqual(["root", "second"])
                && machine.TemplateSpec().Volumes().Names().SequenceEqual(["root", "second"])
                && (string?)machine["metadata"]!["annotations"]![Added] == "disk/second volume/second",
            Token);
    }

    [Fact]
    public async Task Drive_RemovedByAnApplyOfTheVirtualMachinesManifest_IsToldAndAddedAgain()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        var claim = (await tenant.ReadyAsync("web-1")).Status!.Primary!.ClaimName;

        await tenant.ApplyStoppedAsync(Samples.VirtualMachine);

        await tenant.ToldAsync("VirtualMachine", "DriveStripped");
        await Eventually.TrueAsync(() => tenant.MachineAsync(), machine => TenantMachines.ClaimIn(machine) == claim, Token);
    }

    [Fact]
    public async Task Drive_ThatTheUserDeclared_StaysWithItsClaim_AndBelongsToTheNextConfigDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Declared);
        await tenant.ReadyAsync("web-1");

        await tenant.KubectlAsync("delete", "configdrive", "web-1");

        var machine = await tenant.MachineAsync();
        Assert.Equal(["root", "configdrive"], machine.TemplateSpec().Disks().Names());
        Assert.Equal("declared", TenantMachines.ClaimIn(machine));
        var owner = Assert.Single((await tenant.ClaimAsync("declared")).OwnerReferences());
        Assert.Equal(("VirtualMachine", (string?)machine["metadata"]!["uid"]), (owner.Kind, owner.Uid));

        await tenant.ApplyAsync(Samples.ConfigDrive);
        var next = await tenant.ReadyAsync("web-1");

        await Eventually.TrueAsync(() => tenant.MachineAsync(), found => TenantMachines.ClaimIn(found) == next.Status!.Primary!.ClaimName, Token);
        await Eventually.TrueAsync(
            () => tenant.ClaimsAsync(), claims => claims.All(claim => claim.OwnerReferences().Single().Uid == next.Metadata.Uid), Token);
    }

    [Fact]
    public async Task Claim_ThatACopiedVirtualMachineNames_IsKeptAndTold_UntilTheCopyHasAConfigDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        var claim = (await tenant.ReadyAsync("web-1")).Status!.Primary!.ClaimName;
        await tenant.ApplyStoppedAsync(Copy(claim));

        foreach (var kind in (string[])["ConfigDrive", "VirtualMachine"])
        {
            await tenant.ToldAsync(kind, "ClaimShared");
        }

        await tenant.PatchAsync("secret", "web-1-userdata", """{"stringData":{"userdata":"#cloud-config\n# other\n"}}""");
        var other = await tenant.EventuallyAsync("web-1", drive => drive.Status!.Primary is { } primary && primary.ClaimName != claim);
        await tenant.ApplyAsync(Samples.ConfigDrive.With("name: web-1\n", "name: copy\n").With("{name: web-1}", "{name: copy}"));
        var copied = await tenant.ReadyAsync("copy");

        Assert.StartsWith("copy-configdrive-", copied.Status!.Primary!.ClaimName, StringComparison.Ordinal);
        await tenant.EventuallyClaimsAsync([copied.Status.Primary.ClaimName, other.Status!.Primary!.ClaimName]);
    }

    [Fact]
    public async Task Claim_ThatKubeVirtCopied_IsReplacedAsThatOfAnEarlierRevision()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: restored
              labels: {app.kubernetes.io/managed-by: configdrive-operator}
              annotations: {configdrive.dev/revision: aaaaaaaaaa, configdrive.dev/filled: aaaaaaaaaa}
            spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 16Mi}}}
            """);

        await tenant.ApplyStoppedAsync($"{Copy("restored")}---\n{Samples.Sources}---\n{Samples.ConfigDrive.With("{name: web-1}", "{name: copy}")}");
        var drive = await tenant.ReadyAsync("web-1");

        Assert.StartsWith("copy-configdrive-", drive.Status!.Primary!.ClaimName, StringComparison.Ordinal);
        await tenant.EventuallyClaimsAsync([drive.Status.Primary.ClaimName]);
    }

    [Fact]
    public async Task VirtualMachine_MadeAgainWhileTheOperatorIsDown_GetsThePasswordOfItsOwnFirstStart()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);
        await tenant.StopAsync();

        await cluster.KillOperatorAsync();
        await tenant.KubectlAsync("delete", "virtualmachine", "web-1");
        await tenant.ApplyStoppedAsync(Samples.VirtualMachine);
        await cluster.StartOperatorAsync();

        var uid = (string?)(await tenant.MachineAsync())["metadata"]!["uid"];
        await tenant.EventuallyAsync("web-1", drive => drive.Status is { Password: { Pending: true, DeliveredTo: null }, Boot: null } && drive.Status.VirtualMachineUID == uid);
    }

    [Fact]
    public async Task Instance_ThatWaitsForAClaimOfOursThatIsGone_GetsIt()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await cluster.KillOperatorAsync();
        var volumes = (await tenant.MachineAsync()).TemplateSpec().Volumes();
        volumes.Named("configdrive")!["persistentVolumeClaim"]!["claimName"] = "web-1-configdrive-aaaaaaaaaa";
        await tenant.PatchAsync("virtualmachine", "web-1", new JsonObject
        {
            ["spec"] = new JsonObject { ["runStrategy"] = "Always", ["template"] = new JsonObject { ["spec"] = new JsonObject { ["volumes"] = volumes.DeepClone() } } },
        }.ToJsonString());
        await Eventually.TrueAsync(() => tenant.InstanceAsync(), instance => instance?["metadata"] is not null, Token, tenant.Deadline);
        await cluster.StartOperatorAsync();

        await tenant.RunsAsync();
    }

    private static async Task AssertIsAsBeforeAsync(Tenant tenant)
    {
        var machine = await tenant.MachineAsync();
        Assert.Equal(["root"], machine.TemplateSpec().Disks().Names());
        Assert.Equal(["root"], machine.TemplateSpec().Volumes().Names());
        Assert.Null(machine["metadata"]!["annotations"]?[Added]);
        await Eventually.TrueAsync(tenant.ClaimsAsync, claims => claims.Count == 0, Token);
    }

    private static string Declared => Samples.All
        .With(Samples.RootDisk, $"{Samples.RootDisk}, {DeclaredDisk}")
        .With(Samples.RootVolume, $"{Samples.RootVolume}, {DeclaredVolume}");

    private static string Copy(string claim) => Declared.Split("---")[0].With("name: web-1\n", "name: copy\n").With("declared", claim)
        .With($"uuid: {Samples.InstanceID}", "uuid: 0b7f1a52-3c1e-4c59-9b0e-5d9f4a6c2e12");
}
