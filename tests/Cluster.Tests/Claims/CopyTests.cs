namespace ConfigDrive.Cluster.Tests.Claims;

[Collection(ClaimsCollection.Name)]
public sealed class CopyTests(ClaimsFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigDrive_Applied_FillsAClaimWithItsImage()
    {
        var tenant = await cluster.NewTenantAsync();

        await tenant.ApplyAsync(Samples.All);
        var drive = await tenant.ReadyAsync("web-1");

        Assert.Equal($"web-1-configdrive-{drive.Status!.Revision}", drive.Status.Primary!.ClaimName);
        Assert.Equal(drive.Status.Revision, drive.Status.Primary.Revision);
        var claim = await tenant.ClaimAsync(drive.Status.Primary.ClaimName);
        Assert.Equal(drive.Status.Revision, claim.Metadata.Annotations!["configdrive.dev/filled"]);
        Assert.Equal(["ReadWriteMany"], claim.Spec.AccessModes);
        Assert.Equal(16 << 20, claim.Spec.Resources!.Requests!["storage"].ToInt64());
        await tenant.AssertHoldsImageAsync(claim, "web-1");
        Assert.Empty(await tenant.PodsAsync());
    }
}
