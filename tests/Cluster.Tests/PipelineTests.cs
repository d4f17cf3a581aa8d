namespace ConfigDrive.Cluster.Tests;

public sealed class PipelineTests(ClusterFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigDrive_Applied_IsReadyWithItsImageOnTheSecondaryStore()
    {
        var tenant = await cluster.NewTenantAsync();

        await tenant.ApplyAsync(Samples.All);
        var drive = await tenant.ReadyAsync("web-1");

        var image = new FileInfo(tenant.ImageOf("web-1"));
        Assert.Equal($"ConfigDrive/{tenant.Name}/web-1/configdrive.iso", drive.Status!.Secondary!.Path);
        Assert.Equal(drive.Status.Revision, drive.Status.Secondary.Revision);
        Assert.Equal(image.Length, drive.Status.Image!.SizeBytes);
        Assert.Equal("config-2", drive.Status.Image.VolumeLabel);
        Assert.Equal(["True", "True"], new[] { "Rendered", "StoredOnSecondary" }.Select(type => Tenant.Condition(drive, type)?.Status));
        Assert.Matches("^[a-z2-7]{10}$", drive.Status.Revision);
        Assert.Equal(drive.Status.Revision, await tenant.RevisionOnImageAsync("web-1"));
        Assert.Single(drive.Metadata.Finalizers!);
    }

    [Theory]
    [InlineData("secret", "web-1-userdata", """{"stringData":{"userdata":"#!/bin/sh\ntrue\n"}}""")]
    [InlineData("secret", "web-1-password", """{"stringData":{"password":"another"}}""")]
    [InlineData("configmap", "team-keys", """{"data":{"authorized_keys":""}}""")]
    [InlineData("virtualmachine", "web-1", """{"spec":{"template":{"spec":{"domain":{"firmware":{"uuid":"0e1f6a52-3c1e-4c59-9b0e-5d9f4a6c2e11"}}}}}}""")]
    [InlineData("configdrive", "web-1", """{"spec":{"metadata":{"hostname":"web-9"}}}""")]
    public async Task Input_Changed_GivesANewRevisionAndImage(string kind, string name, string patch)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var first = await tenant.ReadyAsync("web-1");
        var bytes = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);

        await tenant.KubectlAsync("patch", kind, name, "--type=merge", "--patch", patch);
        var second = await tenant.ReadyWithOtherRevisionAsync("web-1", first.Status!.Revision);

        Assert.NotEqual(bytes, await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));
        Assert.Equal(second.Status!.Revision, second.Status.Secondary!.Revision);
        Assert.Equal(second.Status.Revision, await tenant.RevisionOnImageAsync("web-1"));
    }

    /// <summary>As tools do that note in an annotation when they looked at the source of a Secret.</summary>
    [Fact]
    public async Task Secret_RewrittenWithoutAChangeOfTheDrive_KeepsTheFile_AndWritesNoStatus()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ApplyAsync($"{Samples.VirtualMachine}---\n{Samples.ConfigDrive}".With("name: web-1\n", "name: web-2\n").With("Ref: {name: web-1}", "Ref: {name: web-2}"));
        var first = await tenant.ReadyAsync("web-1");
        var other = await tenant.ReadyAsync("web-2");
        var written = File.GetLastWriteTimeUtc(tenant.ImageOf("web-1"));

        for (var round = 0; round < 5; round++)
        {
            await tenant.KubectlAsync("annotate", "secret", "web-1-userdata", "--overwrite", $"refreshed={round}");
        }

        // Behind the others in the queue.
        await tenant.KubectlAsync("patch", "configdrive", "web-2", "--type=merge", "--patch", """{"spec":{"metadata":{"hostname":"web-9"}}}""");
        await tenant.ReadyWithOtherRevisionAsync("web-2", other.Status!.Revision);
        Assert.Equal(first.Metadata.ResourceVersion, (await tenant.DriveAsync("web-1")).Metadata.ResourceVersion);
        Assert.Equal(written, File.GetLastWriteTimeUtc(tenant.ImageOf("web-1")));
    }

    /// <summary>A change of the policy makes the guest start over, and the drive says so; a change of anything else does not.</summary>
    [Fact]
    public async Task InstanceIdentity_Changed_IsToldAsANewInstance()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var first = await tenant.ReadyAsync("web-1");

        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"metadata":{"hostname":"web-9"}}}""");
        var second = await tenant.ReadyWithOtherRevisionAsync("web-1", first.Status!.Revision);
        Assert.Equal(first.Status.Instance, second.Status!.Instance);

        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"instanceIdentity":"PerUserData"}}""");
        var third = await tenant.ReadyWithOtherRevisionAsync("web-1", second.Status.Revision);
        Assert.NotEqual(first.Status.Instance, third.Status!.Instance);
        foreach (var kind in new[] { "ConfigDrive", "VirtualMachine" })
        {
            Assert.Single(await tenant.ToldAsync(kind, "InstanceChanged"), "InstanceChanged");
        }
    }

    [Fact]
    public async Task ConfigDrive_Deleted_LeavesNothingOnTheSecondaryStore()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");

        Assert.False(Directory.Exists(Path.GetDirectoryName(tenant.ImageOf("web-1"))));
    }

    [Fact]
    public async Task Image_TakenAway_IsPutBackWhenARecheckIsRequested()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var drive = await tenant.ReadyAsync("web-1");
        var bytes = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(tenant.ImageOf("web-1"), bytes, Token);

        await tenant.KubectlAsync("annotate", "configdrive", "web-1", "configdrive.dev/reconcile-requested-at=now");
        var checkedAgain = await tenant.EventuallyAsync("web-1", found => found.Status!.LastHandledReconcileAt == "now");

        bytes[^1] ^= 1;
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));
        Assert.Equal(drive.Status!.Revision, checkedAgain.Status!.Revision);
    }

    [Fact]
    public async Task Render_OfTheSameManifests_GivesTheStoredBytes()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var revision = (await tenant.ReadyAsync("web-1")).Status!.Revision!;
        var folder = Directory.CreateTempSubdirectory("configdrive-render-");
        try
        {
            var manifests = Path.Combine(folder.FullName, "manifests.yaml");
            var fromCluster = Path.Combine(folder.FullName, "cluster.json");
            await File.WriteAllTextAsync(manifests, Samples.All, Token);
            await File.WriteAllTextAsync(fromCluster, await tenant.KubectlOutputAsync("get", "configdrive,virtualmachine,secret,configmap", "--output=json"), Token);

            foreach (var source in new[] { manifests, fromCluster })
            {
                var rendered = Path.Combine(folder.FullName, "rendered.iso");
                Assert.Equal((0, "", ""), await OperatorCommand.RunAsync(Token, "render", "-f", source, "-o", rendered, "--revision", revision));
                Assert.Equal(await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token), await File.ReadAllBytesAsync(rendered, Token));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Health_OfARunningOperator_IsGood()
    {
        await cluster.NewTenantAsync();

        Assert.Equal(System.Net.HttpStatusCode.OK, await cluster.Operator.ProbeAsync("/healthz"));
        Assert.Equal(System.Net.HttpStatusCode.OK, await cluster.Operator.ProbeAsync("/readyz"));
    }
}
