using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>Pods and claims that fail, as a real node fails them.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class BlockedCopyTests(EndToEndFixture cluster)
{
    private const string Copied = "CopiedToPrimary";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("size: 1Gi", "PodUnschedulable")]
    [InlineData("storageClassName: missing", "StorageClassNotFound")]
    public async Task Claim_ThatNoVolumeFits_IsToldAndGoesWithItsDrive(string primaryStorage, string reason)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Drives.Some(1, primaryStorage));

        TestContext.Current.TestOutputHelper!.WriteLine(await tenant.ReasonAsync("web-1", Copied, reason));

        await tenant.KubectlAsync("delete", "configdrives.configdrive.dev", "web-1", "--timeout=300s");
    }

    [Fact]
    public async Task Image_GoneFromTheNode_IsToldAndItsReturnHeals()
    {
        var tenant = await cluster.NewTenantAsync();
        await ShellCommand.RunAsync("ctr", ["images", "remove", Chart.Image], input: null, Token);
        await tenant.ApplyAsync(Drives.Some(1));

        TestContext.Current.TestOutputHelper!.WriteLine(await tenant.ReasonAsync("web-1", Copied, "ImagePullFailed"));

        await ShellCommand.RunAsync("ctr", ["images", "import", Path.Join(EndToEndFixture.Folder, "operator.tar")], input: null, Token);
        await tenant.SettledAsync();
        await tenant.AssertHoldsWhatRenderGivesAsync();
    }
}
