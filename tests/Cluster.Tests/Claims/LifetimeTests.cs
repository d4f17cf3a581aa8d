using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>How long claims, pods and library entries live.</summary>
[Collection(ClaimsCollection.Name)]
public sealed class LifetimeTests(ClaimsFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OldClaim_StaysWhileAnInstanceNamesIt_AndGoesAfterThat()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With(Samples.GivesPassword, ""));
        var first = (await CopiedAsync(tenant)).Status!.Primary!;
        await tenant.ApplyAsync(Instances.Running(first.ClaimName));

        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"other"}}""");
        var second = (await CopiedAsync(tenant, first.Revision)).Status!.Primary!;
        Assert.NotEqual(first.ClaimName, second.ClaimName);

        // The next claim that nobody names is swept: the first, unnamed for longer but for the instance, would have gone before it.
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"third"}}""");
        var third = (await CopiedAsync(tenant, second.Revision)).Status!.Primary!;
        await Eventually.TrueAsync(tenant.ClaimsAsync, claims => claims.All(claim => claim.Metadata.Name != second.ClaimName), Token);
        await tenant.KubectlAsync("annotate", "configdrive", "web-1", "configdrive.dev/reconcile-requested-at=now");
        await tenant.EventuallyAsync("web-1", drive => drive.Status!.LastHandledReconcileAt == "now");
        Assert.Null((await tenant.ClaimAsync(first.ClaimName)).Metadata.DeletionTimestamp);

        await tenant.ApplyAsync(Instances.Running(third.ClaimName));
        await tenant.KubectlAsync("patch", "virtualmachine", "web-1", "--type=json", "--patch", """[{"op":"remove","path":"/spec/template/spec/volumes/1"}]""");
        await tenant.EventuallyClaimsAsync(third.ClaimName);
    }

    [Fact]
    public async Task ConfigDrive_Deleted_LeavesNothing()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await CopiedAsync(tenant);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");

        await tenant.EventuallyClaimsAsync();
        Assert.Empty(await tenant.PodsAsync());
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task ConfigDrive_DeletedWhileItsClaimIsUsed_WaitsForTheEndOfTheInstanceAndSaysSo()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var claim = (await CopiedAsync(tenant)).Status!.Primary!.ClaimName;
        await tenant.ApplyAsync(Instances.Running(claim));

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        var waiting = await tenant.NotReadyAsync("web-1", "ClaimInUse");
        Assert.Contains(claim, Tenant.Condition(waiting, "Ready")!.Message, StringComparison.Ordinal);
        Assert.Null((await tenant.ClaimAsync(claim)).Metadata.DeletionTimestamp);

        await tenant.KubectlAsync("delete", "virtualmachineinstance", "web-1");
        await tenant.GoneAsync("web-1");
        await tenant.EventuallyClaimsAsync();
    }

    [Fact]
    public async Task ConfigDrive_DeletedWhileItIsCopied_LeavesNothing()
    {
        var tenant = await cluster.NewTenantAsync();
        cluster.Cluster.Player.Let(tenant.Name, PlayedFault.Hangs);
        await tenant.ApplyAsync(Samples.All);
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Any(pod => pod.Status?.Phase == "Running"), Token);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");

        await tenant.EventuallyClaimsAsync();
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token);
    }

    [Fact]
    public async Task VirtualMachine_DeletedFirst_LeavesAConfigDriveThatCanBeDeleted()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await CopiedAsync(tenant);

        await tenant.KubectlAsync("delete", "virtualmachine", "web-1");
        await tenant.NotReadyAsync("web-1", "VirtualMachineNotFound");
        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");

        await tenant.EventuallyClaimsAsync();
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }

    [Theory]
    [InlineData(PlayedFault.None)]
    [InlineData(PlayedFault.Hangs)]
    [InlineData(PlayedFault.Unschedulable)]
    internal async Task Namespace_Deleted_EndsClean(PlayedFault fault)
    {
        var tenant = await cluster.NewTenantAsync();
        cluster.Cluster.Player.Let(tenant.Name, fault);
        await tenant.ApplyAsync(Samples.All);
        if (fault is PlayedFault.None)
        {
            await CopiedAsync(tenant);
        }
        else
        {
            await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count > 0, Token);
        }

        await tenant.KubectlAsync("delete", "namespace", tenant.Name, "--timeout=120s");

        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(tenant.ImageOf("web-1")))));
    }

    [Fact]
    public async Task LibraryEntry_OfAStoppedVirtualMachine_LeavesTheLibrary_AndReturnsWhenItStarts()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With("runStrategy: Always", "runStrategy: Halted"));
        var drive = await tenant.EventuallyAsync("web-1", drive => Tenant.Condition(drive, "StoredOnSecondary")?.Reason == "Reclaimed");
        Assert.Null(drive.Status!.Secondary);
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
        Assert.Equal("True", Tenant.Condition(drive, "CopiedToPrimary")!.Status);

        await tenant.ApplyAsync(Instances.Running(drive.Status.Primary!.ClaimName, phase: "Scheduling"));
        await tenant.EventuallyAsync("web-1", started => Tenant.Condition(started, "StoredOnSecondary")?.Status == "True");
        Assert.True(File.Exists(tenant.ImageOf("web-1")));

        await tenant.KubectlAsync("delete", "virtualmachineinstance", "web-1");
        await tenant.EventuallyAsync("web-1", stopped => Tenant.Condition(stopped, "StoredOnSecondary")?.Reason == "Reclaimed");
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task LibraryEntry_ReclaimedOnDelete_StaysWhenTheVirtualMachineStops()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With("runStrategy: Always", "runStrategy: Halted")
            .With("  metadata:\n    hostname", "  secondaryStorage: {reclaim: OnDelete}\n  metadata:\n    hostname"));

        var drive = await CopiedAsync(tenant);

        Assert.Equal("True", Tenant.Condition(drive, "StoredOnSecondary")!.Status);
        Assert.True(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task ManualClaim_IsRefilledOnlyWhileNoInstanceUsesIt()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All
            .With(Samples.GivesPassword, "")
            .With(Samples.RootVolume, $"{Samples.RootVolume}, {{name: configdrive, persistentVolumeClaim: {{claimName: drive}}}}")
            .With(Samples.RootDisk, $"{Samples.RootDisk}, {{name: configdrive, cdrom: {{bus: sata}}}}")
            .With("  metadata:\n    hostname", "  attachment: {mode: Manual}\n  metadata:\n    hostname"));
        var first = await CopiedAsync(tenant);
        Assert.Equal("drive", first.Status!.Primary!.ClaimName);
        await tenant.ApplyAsync(Instances.Running("drive"));
        var before = await tenant.DiskAsync(await tenant.ClaimAsync("drive"));

        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"other"}}""");
        var held = await tenant.EventuallyAsync("web-1", drive => Tenant.Condition(drive, "CopiedToPrimary")?.Reason == "ClaimInUse");
        Assert.Equal(first.Status.Primary.Revision, held.Status!.Primary!.Revision);
        Assert.Equal(before, await tenant.DiskAsync(await tenant.ClaimAsync("drive")));

        await tenant.KubectlAsync("delete", "virtualmachineinstance", "web-1");
        await CopiedAsync(tenant, first.Status.Primary.Revision);
        await tenant.AssertHoldsImageAsync(await tenant.ClaimAsync("drive"), "web-1");
    }

    private static Task<Operator.Api.V1Alpha1ConfigDrive> CopiedAsync(Tenant tenant, string? otherThan = null) => tenant.EventuallyAsync(
        "web-1", drive => Tenant.Condition(drive, "CopiedToPrimary")?.Status == "True" && drive.Status!.Primary is { } primary && primary.Revision != otherThan);
}
