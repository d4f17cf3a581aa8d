namespace ConfigDrive.Cluster.Tests;

public sealed class FailureTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("secret", "web-1-userdata", "SecretNotFound")]
    [InlineData("secret", "web-1-password", "SecretNotFound")]
    [InlineData("configmap", "team-keys", "ConfigMapNotFound")]
    public async Task Source_Missing_IsNamedAndItsArrivalHeals(string kind, string name, string reason)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync($"{Samples.VirtualMachine}---\n{Samples.Sources}");
        await tenant.KubectlAsync("delete", kind, name);
        await tenant.ApplyAsync(Samples.ConfigDrive);

        var waiting = await tenant.NotReadyAsync("web-1", reason);
        Assert.Contains($"\"{name}\"", Tenant.Condition(waiting, "Ready")!.Message, StringComparison.Ordinal);
        Assert.Equal("True", Tenant.Condition(waiting, "Reconciling")?.Status);
        Assert.Null(Tenant.Condition(waiting, "Stalled"));

        await tenant.ApplyAsync(Samples.Sources);
        var ready = await tenant.ReadyAsync("web-1");
        Assert.Null(Tenant.Condition(ready, "Reconciling"));
    }

    [Fact]
    public async Task SourceKey_Missing_IsNamed()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With("key: userdata", "key: other"));

        var waiting = await tenant.NotReadyAsync("web-1", "SecretNotFound");

        Assert.Contains("has no key \"other\"", Tenant.Condition(waiting, "Ready")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_Removed_LeavesTheStoredImage()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var ready = await tenant.ReadyAsync("web-1");

        await tenant.KubectlAsync("delete", "secret", "web-1-userdata");
        var waiting = await tenant.NotReadyAsync("web-1", "SecretNotFound");

        Assert.Equal(ready.Status!.Secondary, waiting.Status!.Secondary);
        Assert.True(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task OptionalSource_Missing_IsLeftOut()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With("{name: web-1-userdata, key: userdata}", "{name: nowhere, key: userdata, optional: true}"));

        await tenant.ReadyAsync("web-1");
    }

    [Fact]
    public async Task VirtualMachine_Missing_IsNamedAndItsArrivalHeals()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync($"{Samples.Sources}---\n{Samples.ConfigDrive}");

        var waiting = await tenant.NotReadyAsync("web-1", "VirtualMachineNotFound");
        Assert.Contains("\"web-1\"", Tenant.Condition(waiting, "Ready")!.Message, StringComparison.Ordinal);

        await tenant.ApplyAsync(Samples.VirtualMachine);
        await tenant.ReadyAsync("web-1");
    }

    [Fact]
    public async Task Spec_Invalid_StallsNamesTheFieldAndLeavesTheStoredImage()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var ready = await tenant.ReadyAsync("web-1");
        var written = File.GetLastWriteTimeUtc(tenant.ImageOf("web-1"));

        // Two sources at once: an API server that evaluates CEL refuses this before the operator sees it.
        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"userData":{"inline":"x"}}}""");
        var stalled = await tenant.NotReadyAsync("web-1", "InvalidSpec");

        Assert.Contains("spec.userData", Tenant.Condition(stalled, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.Equal("True", Tenant.Condition(stalled, "Stalled")!.Status);
        Assert.Equal(ready.Status!.Secondary, stalled.Status!.Secondary);
        Assert.Equal(written, File.GetLastWriteTimeUtc(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task VirtualMachineRef_Changed_StallsAndLeavesTheStoredImage()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");

        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"virtualMachineRef":{"name":"web-2"}}}""");
        var stalled = await tenant.NotReadyAsync("web-1", "InvalidSpec");
        Assert.Contains("spec.virtualMachineRef", Tenant.Condition(stalled, "Stalled")!.Message, StringComparison.Ordinal);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task Content_Invalid_StallsAndItsCorrectionHeals()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With(Samples.PublicKey, "no key at all"));

        var stalled = await tenant.NotReadyAsync("web-1", "InvalidContent");
        Assert.Contains("spec.sshPublicKeys[0]", Tenant.Condition(stalled, "Stalled")!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no key at all", Tenant.Condition(stalled, "Stalled")!.Message, StringComparison.Ordinal);

        await tenant.ApplyAsync(Samples.Sources);
        await tenant.ReadyAsync("web-1");
    }

    [Fact]
    public async Task SecondConfigDrive_OnOneVirtualMachine_WaitsUntilTheOlderIsGone()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var first = await tenant.ReadyAsync("web-1");
        await tenant.ApplyAsync(Samples.ConfigDrive.With("  name: web-1\n", "  name: web-2\n").With("small", "large"));

        var refused = await tenant.NotReadyAsync("web-2", "VirtualMachineClaimed");
        Assert.Contains("\"web-1\"", Tenant.Condition(refused, "Stalled")!.Message, StringComparison.Ordinal);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");
        var second = await tenant.ReadyAsync("web-2");
        Assert.NotEqual(first.Status!.Revision, second.Status!.Revision);
        Assert.True(File.Exists(tenant.ImageOf("web-1")));
    }

    [Fact]
    public async Task SecondConfigDrive_Deleted_LeavesTheImageOfTheFirst()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.ApplyAsync(Samples.ConfigDrive.With("  name: web-1\n", "  name: web-2\n"));
        await tenant.NotReadyAsync("web-2", "VirtualMachineClaimed");

        await tenant.KubectlAsync("delete", "configdrive", "web-2", "--wait=false");
        await tenant.GoneAsync("web-2");

        Assert.True(File.Exists(tenant.ImageOf("web-1")));
    }

    /// <summary>kubectl takes a category for what the user means before it looks at names.</summary>
    [Fact]
    public async Task KubeVirt_AskedForByItsName_IsNotAConfigDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);

        Assert.DoesNotContain("configdrive", await tenant.KubectlOutputAsync("get", "kubevirt", "--output=name"), StringComparison.Ordinal);
        Assert.Contains("configdrive", await tenant.KubectlOutputAsync("get", "configdrive", "--output=name"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  primaryStorage: {size: big}\n")]
    [InlineData("  primaryStorage: {size: -1Mi}\n")]
    [InlineData("  primaryStorage: {size: 0}\n")]
    [InlineData("  vendorData: {base64: \"***\"}\n")]
    public async Task Spec_ThatTheOperatorWouldRefuse_IsRefusedByTheApiServer(string field)
    {
        var tenant = await cluster.NewTenantAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => tenant.ApplyAsync(Samples.ConfigDrive + field));
        await tenant.ApplyAsync(Samples.ConfigDrive + "  primaryStorage: {size: 32Mi}\n  vendorData: {base64: \"I2Nsb3VkLWNvbmZpZw==\"}\n");
    }

    [Fact]
    public async Task ConfigDrive_Suspended_IsLeftAloneUntilItIsResumed()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With("spec:\n  virtualMachineRef", "spec:\n  suspend: true\n  virtualMachineRef"));
        await tenant.ApplyAsync(Samples.ConfigDrive.With("name: web-1", "name: other"));
        await tenant.NotReadyAsync("other", "VirtualMachineNotFound");

        var suspended = await tenant.EventuallyAsync("web-1", drive => drive.Status?.ObservedGeneration == drive.Metadata.Generation);
        Assert.Equal(["Suspended"], suspended.Status!.Conditions.Select(condition => condition.Type));
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
        Assert.Contains("SUSPENDED", await tenant.KubectlOutputAsync("get", "configdrives"), StringComparison.Ordinal);

        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"suspend":false}}""");
        Assert.Null(Tenant.Condition(await tenant.ReadyAsync("web-1"), "Suspended"));
        await tenant.ToldAsync("ConfigDrive", "Suspended", "Resumed");
    }
}
