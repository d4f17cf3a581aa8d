using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.Cluster.Tests.Requests;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Sharing;

/// <summary>Two operators at once that divide the ConfigDrives of all namespaces by a label.</summary>
public sealed class SelectorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigDrive_WhoseLabelChanges_IsServedByTheOtherOperator_AndTheFirstKeepsNothing()
    {
        await using var two = await TwoOperators.StartAsync();
        var tenant = await two.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ApplyAsync(AskingMachine.With(AskingMachine.UserData).With("  name: web-1\n  annotations", "  name: asking\n  labels: {track: canary}\n  annotations"));

        // Each serves its own.
        var before = await CopiedAsync(tenant, "web-1");
        var asking = await CopiedAsync(tenant, "asking");
        Assert.NotEqual(before.Status!.RevisionKeyID, asking.Status!.RevisionKeyID);
        Assert.Equal((true, false), Stored("web-1"));
        Assert.Equal((false, true), Stored("asking"));
        Assert.Equal("canary", (string?)(await tenant.DriveJsonAsync("asking"))["metadata"]!["labels"]!["track"]);

        // A change of hands, there and back.
        await tenant.KubectlAsync("label", "configdrive", "web-1", TwoOperators.Canary);
        var after = await CopiedAsync(tenant, "web-1", drive => drive.Status!.RevisionKeyID == asking.Status.RevisionKeyID);
        Assert.NotEqual(before.Status.Revision, after.Status!.Revision);
        await Eventually.TrueAsync(() => Task.FromResult(Stored("web-1")), stored => stored == (false, true), Token);
        await Eventually.TrueAsync(tenant.ClaimsAsync, claims => claims.All(claim => claim.Name() != before.Status.Primary!.ClaimName), Token);
        await tenant.KubectlAsync("label", "virtualmachine", "asking", "track-");
        await CopiedAsync(tenant, "asking", drive => drive.Status!.RevisionKeyID == before.Status.RevisionKeyID);
        await Eventually.TrueAsync(() => Task.FromResult(Stored("asking")), stored => stored == (true, false), Token);

        // Whoever serves it removes it.
        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.GoneAsync("web-1");
        await tenant.KubectlAsync("delete", "virtualmachine", "asking");
        await tenant.GoneAsync("asking");
        await tenant.EventuallyClaimsAsync();
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token);
        Assert.Equal(0, two.Images());

        (bool Others, bool Canary) Stored(string name) => (File.Exists(two.ForOthers(tenant).ImageOf(name)), File.Exists(two.ForCanary(tenant).ImageOf(name)));
    }

    /// <summary>Waits until the revision of a ConfigDrive is on a claim; the library has its image then, as VirtualMachines that start keep it.</summary>
    private static Task<V1Alpha1ConfigDrive> CopiedAsync(Tenant tenant, string name, Func<V1Alpha1ConfigDrive, bool>? more = null) => tenant.EventuallyAsync(
        name, drive => Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.Primary?.Revision == drive.Status.Revision && more?.Invoke(drive) is not false);
}
