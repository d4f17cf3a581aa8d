using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>How the medium in the drive of a running guest is changed.</summary>
[Collection(ContractCollection.Name)]
public sealed class MediumTests(ContractFixture fixture) : ContractTest(fixture)
{
    [Fact]
    public async Task ClaimName_Changed_IsEjected_AndTheNextOneInjectedOnceTheFormerIsGone()
    {
        await Cluster.NeedMediaChangesAsync();
        var former = await RunAsync();
        await using var history = await InstanceHistory.StartAsync(Tenant);

        var next = await ChangeAsync("echo next");

        var (old, @new) = (former.Status!.Primary!.ClaimName, next.Status!.Primary!.ClaimName);
        Assert.NotEqual(old, @new);
        await Eventually.TrueAsync(
            () => history.Seen,
            versions => versions.Any(version => (version.Phase, version.Present) == ("Ready", @new)),
            Token,
            Tenant.Deadline);
        var seen = history.Seen;
        Assert.All(seen, version => Assert.True(version.HasDrive, "The drive itself stays."));
        Assert.DoesNotContain(seen, version => version.Wanted == @new && version.Present == old);
        var steps = new[]
        {
            Index(version => version.Wanted is null && version.Present == old),
            Index(version => version.Wanted is null && version is { Phase: "UnMountedFromPod" or "Detaching" } && version.Present == old),
            Index(version => version.Wanted is null && version.Phase is null),
            Index(version => version.Wanted == @new && version.Phase is null or "Pending" or "Bound" or "AttachedToNode"),
            Index(version => version is { Phase: "Ready" } && version.Present == @new),
        };
        Assert.DoesNotContain(-1, steps);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(former.Status.Attached!.VirtualMachineInstanceUID, next.Status.Attached!.VirtualMachineInstanceUID);
        Assert.Equal(@new, (await Tenant.InstanceAsync()).ClaimInGuest());
        Assert.NotEqual("True", (await Tenant.MachineAsync()).Condition("RestartRequired"));

        int Index(Func<InstanceHistory.Version, bool> condition) => seen.ToList().FindIndex(version => condition(version));
    }

    [Fact]
    public async Task Content_ChangedSeveralTimes_EndsInTheGuest()
    {
        await Cluster.NeedMediaChangesAsync();
        await RunAsync();
        await WriteUserDataAsync("echo 1");
        await WriteUserDataAsync("echo 2");

        var drive = await ChangeAsync("echo 3");

        Assert.Equal(drive.Status!.Primary!.ClaimName, TenantMachines.ClaimIn(await Tenant.MachineAsync()));
        Assert.Equal(drive.Status.Primary.ClaimName, (await Tenant.InstanceAsync()).ClaimInGuest());
    }

    [Fact]
    public async Task Content_ChangedWithoutTheFeatureGate_ComesWithTheNextStart()
    {
        await using var off = await Cluster.WithoutMediaChangesAsync();
        var former = await RunAsync();
        await WriteUserDataAsync("echo next");

        var waiting = await Tenant.EventuallyAsync("web-1", found => found.Status!.Revision != former.Status!.Revision
            && Tenant.Condition(found, "Attached")?.Reason == "TakesEffectAtNextStart"
            && Tenant.Condition(found, "Ready")?.Status == "True");
        Assert.Equal(former.Status!.Primary!.ClaimName, (await Tenant.InstanceAsync()).ClaimInGuest());

        await Tenant.RestartAsync();
        await Tenant.AttachedAsync(found => found.Status!.Attached!.Revision == waiting.Status!.Revision);
    }

    /// <summary>Starts a guest with its drive.</summary>
    private async Task<V1Alpha1ConfigDrive> RunAsync()
    {
        await Tenant.ApplyStoppedAsync(ContractMachines.All);
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        return await Tenant.AttachedAsync();
    }

    /// <summary>Changes the user data and waits until they are in the guest's drive.</summary>
    private async Task<V1Alpha1ConfigDrive> ChangeAsync(string line)
    {
        var former = (await Tenant.DriveAsync("web-1")).Status!.Revision;
        await WriteUserDataAsync(line);
        return await Tenant.AttachedAsync(
            found => found.Status!.Revision != former && found.Status.Attached!.Revision == found.Status.Revision);
    }

    private Task WriteUserDataAsync(string line) =>
        Tenant.PatchAsync("secret", "web-1-userdata", $$$"""{"stringData":{"userdata":"#!/bin/sh\n{{{line}}}\n"}}""");
}
