using ConfigDrive.Operator.Api;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>What keeps a drive from its claim is told, and is over when its cause is.</summary>
[Collection(ClaimsCollection.Name)]
public sealed class BlockedCopyTests(ClaimsFixture cluster)
{
    [Theory]
    [InlineData(PlayedFault.Unschedulable, "PodUnschedulable", "0/1 nodes are available")]
    [InlineData(PlayedFault.ImagePull, "ImagePullFailed", "image not found")]
    [InlineData(PlayedFault.Evicted, "CopyPodEvicted", "low on resource")]
    [InlineData(PlayedFault.Killed, "CopyFailed", "exit status 137")]
    [InlineData(PlayedFault.DeadlineExceeded, "DeadlineExceeded", "--copy-deadline")]
    [InlineData(PlayedFault.Corrupt, "CopyCorrupt", "read back")]
    internal async Task Pod_InTrouble_IsToldAndHeals(PlayedFault fault, string reason, string message)
    {
        var tenant = await cluster.NewTenantAsync();
        cluster.Cluster.Player.Let(tenant.Name, fault);
        await tenant.ApplyAsync(Samples.All);

        var waiting = await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == reason);
        Assert.Equal("False", Copied(waiting)!.Status);
        Assert.Contains(message, Copied(waiting)!.Message, StringComparison.Ordinal);
        Assert.Equal(reason, Tenant.Condition(waiting, "Ready")!.Reason);
        Assert.Null(waiting.Status!.Primary);

        cluster.Cluster.Player.Let(tenant.Name, PlayedFault.None);
        await AssertReadyAsync(tenant);
    }

    [Fact]
    public async Task StorageClass_ThatDoesNotExist_IsToldAndItsArrivalHeals()
    {
        var tenant = await cluster.NewTenantAsync();
        var name = $"class-{tenant.Name}";
        await tenant.ApplyAsync(With($"storageClassName: {name}"));

        var waiting = await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "StorageClassNotFound");
        Assert.Contains(name, Copied(waiting)!.Message, StringComparison.Ordinal);

        await tenant.ApplyAsync($"---\n{{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {{name: {name}}}, provisioner: kubernetes.io/host-path}}");
        await AssertReadyAsync(tenant);
    }

    [Fact]
    public async Task StorageClass_CorrectedInTheSpec_MakesTheClaimAnew()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(With("storageClassName: nowhere"));
        await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "StorageClassNotFound");

        await tenant.ApplyAsync(With("storageClassName: standard"));

        await AssertReadyAsync(tenant);
    }

    [Fact]
    public async Task StorageClass_WithoutProvisioner_IsToldAsClaimPending()
    {
        var tenant = await cluster.NewTenantAsync();
        var name = $"class-{tenant.Name}";
        await tenant.ApplyAsync($"---\n{{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {{name: {name}}}, provisioner: kubernetes.io/no-provisioner}}");
        await tenant.ApplyAsync(With($"storageClassName: {name}"));

        var waiting = await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "ClaimPending");

        Assert.Contains("kubectl describe pvc", Copied(waiting)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StorageClass_ThatWaitsForItsFirstConsumer_IsBoundByTheCopyPod()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(With("storageClassName: late"));

        await AssertReadyAsync(tenant);
    }

    [Theory]
    [InlineData("persistentvolumeclaims")]
    [InlineData("pods")]
    public async Task Quota_Exceeded_IsToldAndItsEndHeals(string resource)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync($"---\n{{apiVersion: v1, kind: ResourceQuota, metadata: {{name: none}}, spec: {{hard: {{{resource}: \"0\"}}}}}}");
        await TestControlPlane.Eventually.TrueAsync(
            () => tenant.KubectlOutputAsync("get", "resourcequota", "none", "--output=jsonpath={.status.hard}"), hard => hard.Length > 2, TestContext.Current.CancellationToken);
        await tenant.ApplyAsync(Samples.All);

        var waiting = await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "QuotaExceeded");
        Assert.Contains("exceeded quota: none", Copied(waiting)!.Message, StringComparison.Ordinal);

        await tenant.KubectlAsync("delete", "resourcequota", "none");
        await AssertReadyAsync(tenant);
    }

    [Fact]
    public async Task Claim_OfSomebodyElse_IsLeftAlone()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync("---\n{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: mine}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}");
        await tenant.ApplyAsync(Samples.All.With(Samples.RootVolume, $"{Samples.RootVolume}, {{name: configdrive, persistentVolumeClaim: {{claimName: mine}}}}")
            .With(Samples.RootDisk, $"{Samples.RootDisk}, {{name: configdrive, cdrom: {{bus: sata}}}}"));

        await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "ClaimNotOurs");
        Assert.Null((await tenant.ClaimAsync("mine")).Metadata.OwnerReferences);

        // The operator makes a claim of that name at once: kubectl, which waits for the name to be gone, could wait for ever.
        await tenant.KubectlAsync("delete", "pvc", "mine", "--wait=false");
        var drive = await AssertReadyAsync(tenant);
        Assert.Equal("mine", drive.Status!.Primary!.ClaimName);
    }

    [Fact]
    public async Task Claim_Deleted_IsToldAndMadeAnew()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var first = await AssertReadyAsync(tenant);
        var claim = first.Status!.Primary!.ClaimName;
        var uid = (await tenant.ClaimAsync(claim)).Metadata.Uid;

        // It stays until the test has seen what is told of it.
        await FinalizersAsync("""["example.org/kept"]""");
        await tenant.KubectlAsync("delete", "pvc", claim, "--wait=false");
        await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Reason == "ClaimDeleted");
        await FinalizersAsync("null");

        var second = await AssertReadyAsync(tenant);
        Assert.NotEqual(uid, (await tenant.ClaimAsync(second.Status!.Primary!.ClaimName)).Metadata.Uid);

        Task FinalizersAsync(string finalizers) =>
            tenant.KubectlAsync("patch", "pvc", claim, "--type=merge", "--patch", $$"""{"metadata": {"finalizers": {{finalizers}}} }""");
    }

    private static string With(string primaryStorage) => Samples.All.With("  metadata:\n    hostname", $"  primaryStorage: {{{primaryStorage}}}\n  metadata:\n    hostname");

    private static Kubernetes.Models.V1Condition? Copied(V1Alpha1ConfigDrive drive) => Tenant.Condition(drive, "CopiedToPrimary");

    private static async Task<V1Alpha1ConfigDrive> AssertReadyAsync(Tenant tenant)
    {
        var drive = await tenant.EventuallyAsync("web-1", drive => Copied(drive)?.Status == "True");
        var claim = await tenant.ClaimAsync(drive.Status!.Primary!.ClaimName);
        Assert.Equal(drive.Status.Revision, claim.Metadata.Annotations!["configdrive.dev/filled"]);
        await tenant.AssertHoldsImageAsync(claim, "web-1");
        return drive;
    }
}
