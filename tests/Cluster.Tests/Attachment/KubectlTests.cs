using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>A user who applies <c>config/samples</c> with kubectl, and applies them again after a change, as docs/guides/kubectl.md describes.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class KubectlTests(AttachmentFixture cluster)
{
    private const string Declared = "web-1-configdrive";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--server-side=false")]
    [InlineData("--server-side")]
    public async Task Samples_AppliedAgainBeforeASwap_ChangeNothing(string way)
    {
        var tenant = await cluster.NewTenantAsync();
        var stopped = Manifests(tenant).With("runStrategy: Always", "runStrategy: Halted");
        await tenant.ApplyAsync(stopped, way);
        var drive = await tenant.ReadyAsync("web-1");
        var machine = await tenant.MachineAsync();

        await tenant.ApplyAsync(stopped, way);

        Assert.Equal(Declared, drive.Status!.Primary!.ClaimName);
        Assert.Equal((long?)machine["metadata"]!["generation"], (long?)(await tenant.MachineAsync())["metadata"]!["generation"]);
    }

    [Fact]
    public async Task Samples_AppliedAgainAfterASwap_KeepTheDriveInTheRunningGuest()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manifests(tenant));
        var (instance, claim) = await SwappedAsync(tenant, manifests => tenant.ApplyAsync(manifests));

        await tenant.ApplyAsync(Changed(tenant));

        await AssertIsKeptAsync(tenant, instance, claim);
    }

    [Fact]
    public async Task Samples_AppliedOnTheServerAgainAfterASwap_ConflictInTheVolumes_AndKeepTheDriveWhenForced()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manifests(tenant), "--server-side");
        var (instance, claim) = await SwappedAsync(tenant, manifests => tenant.ApplyAsync(manifests, "--server-side"));

        var conflict = await Assert.ThrowsAsync<ShellCommandException>(() => tenant.ApplyAsync(Changed(tenant), "--server-side"));
        Assert.Contains("1 conflict: conflict with \"configdrive-operator\"", conflict.Message, StringComparison.Ordinal);
        Assert.Contains(".spec.template.spec.volumes", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(claim, TenantMachines.ClaimIn(await tenant.MachineAsync()));

        await tenant.ApplyAsync(Changed(tenant), "--server-side", "--force-conflicts");
        await AssertIsKeptAsync(tenant, instance, claim);
    }

    [Fact]
    public async Task Samples_OfAManualDrive_AreAppliedAgainWithoutAConflict()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manual(Manifests(tenant)), "--server-side");
        await tenant.RunsAsync();
        var revision = (await tenant.ReadyAsync("web-1")).Status!.Revision;
        var machine = await tenant.MachineAsync();

        await tenant.ApplyAsync(Manual(Changed(tenant)), "--server-side");
        await tenant.EventuallyAsync("web-1", drive => drive.Status!.Revision != revision);
        await tenant.ApplyAsync(Manual(Changed(tenant)), "--server-side");

        Assert.Equal((long?)machine["metadata"]!["generation"], (long?)(await tenant.MachineAsync())["metadata"]!["generation"]);
    }

    private static string Manifests(Tenant tenant) => string.Join(
        "\n---\n",
        new[] { "virtualmachine", "secrets", "configmap", "configdrive" }.Select(name => File.ReadAllText(Path.Join(Repository.Root, "config", "samples", $"{name}.yaml"))))
        .With("namespace: tenant-a", $"namespace: {tenant.Name}");

    private static string Changed(Tenant tenant) => Manifests(tenant).With("packages: [nginx]", "packages: [nginx, certbot]");

    private static string Manual(string manifests) => manifests.With("  userData:\n", "  attachment: {mode: Manual}\n  userData:\n");

    /// <summary>Waits for the first start with the declared claim, changes the user data, and waits until the running guest has another claim.</summary>
    private static async Task<(string Instance, string Claim)> SwappedAsync(Tenant tenant, Func<string, Task> apply)
    {
        await tenant.RunsAsync();
        await tenant.AttachedAsync();
        await apply(Changed(tenant).Split("---").Single(part => part.Contains("name: web-1-userdata\n  namespace", StringComparison.Ordinal)));
        var claim = (await tenant.AttachedAsync(found => HasItsClaim(found) && found.Status!.Primary!.ClaimName != Declared)).Status!.Primary!.ClaimName;
        await tenant.EventuallyClaimsAsync([claim]);
        return ((string)(await tenant.InstanceAsync())!["metadata"]!["uid"]!, claim);
    }

    private static bool HasItsClaim(V1Alpha1ConfigDrive drive) => drive.Status is { Attached: { } attached, Primary: { } primary } && attached.Revision == primary.Revision;

    private static async Task AssertIsKeptAsync(Tenant tenant, string instance, string claim)
    {
        await Eventually.TrueAsync(tenant.MachineAsync, machine => TenantMachines.ClaimIn(machine) == claim, Token, tenant.Deadline);
        var drive = await tenant.AttachedAsync(found => HasItsClaim(found) && found.Status!.Primary!.ClaimName == claim);
        var machine = await tenant.MachineAsync();
        Assert.Equal(["root", "configdrive"], machine.TemplateSpec().Disks().Names());
        Assert.Equal(["root", "configdrive"], machine.TemplateSpec().Volumes().Names());
        Assert.Equal(instance, (string?)(await tenant.InstanceAsync())!["metadata"]!["uid"]);
        Assert.NotEqual("True", Tenant.Condition(drive, "Stalled")?.Status);
        Assert.DoesNotContain("DriveStripped", await tenant.ToldAsync("VirtualMachine"));
    }
}
