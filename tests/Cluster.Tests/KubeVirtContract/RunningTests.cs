using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>What KubeVirt does when the drives of a running guest are changed, before any operator has a say.</summary>
[Collection(ContractCollection.Name)]
public sealed class RunningTests(ContractFixture fixture) : ContractTest(fixture)
{
    private const string Disks = "/spec/template/spec/domain/devices/disks";
    private const string Volumes = "/spec/template/spec/volumes";
    private const string AddMedia = $$$"""{"op": "add", "path": "{{{Disks}}}/-", "value": {"name": "media", "cdrom": {"bus": "sata"} } }""";
    private const string RemoveMedia = $$$"""{"op": "remove", "path": "{{{Disks}}}/1"}""";
    private const string Medium = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: medium}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}

        """;

    [Fact]
    public async Task EmptyDrive_Added_RequiresARestart_AndTakenBackDoesNotAnyMore()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyAsync(ContractMachines.Machine);
        await Tenant.RunsAsync();

        await Tenant.PatchMachineAsync($"[{AddMedia}]");
        await Tenant.MachineEventuallyAsync(found => found.Condition("RestartRequired") == "True");
        Assert.Equal(["root"], (await Tenant.InstanceAsync())!.Part("spec").Disks().Names());

        await Tenant.PatchMachineAsync($"[{RemoveMedia}]");
        await Tenant.MachineEventuallyAsync(found => found.Condition("RestartRequired") is null or "False");
    }

    [Fact]
    public async Task EmptyDrive_Added_IsThereAfterARestart()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyAsync(ContractMachines.Machine);
        await Tenant.RunsAsync();
        await Tenant.PatchMachineAsync($"[{AddMedia}]");
        await Tenant.MachineEventuallyAsync(found => found.Condition("RestartRequired") == "True");

        await Tenant.RestartAsync();

        Assert.Equal(["root", "media"], (await Tenant.InstanceAsync())!.Part("spec").Disks().Names());
        await Tenant.MachineEventuallyAsync(found => found.Condition("RestartRequired") is null or "False");
    }

    [Fact]
    public async Task DriveWithAMedium_Added_IsTakenButNotPluggedIn_AndTakenBackIsForgotten()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyAsync($"{Medium}---\n{ContractMachines.Machine}");
        await Tenant.RunsAsync();

        await Tenant.PatchMachineAsync($$$"""
            [{{{AddMedia}}},
             {"op": "add", "path": "{{{Volumes}}}/-",
              "value": {"name": "media", "persistentVolumeClaim": {"claimName": "medium", "hotpluggable": true} } }]
            """);
        var refused = await Tenant.MachineEventuallyAsync(found => found.Condition("Failure") == "True");
        Assert.Contains(refused["status"]!["conditions"]!.AsArray(), condition => (string?)condition!["reason"] == "HotPlugVolumeError"
            && ((string)condition["message"]!).Contains("Hotplug configuration for [media] requires diskDevice", StringComparison.Ordinal));
        Assert.Equal(["root"], (await Tenant.InstanceAsync())!.Part("spec").Volumes().Names());

        await Tenant.PatchMachineAsync($$$"""[{{{RemoveMedia}}}, {"op": "remove", "path": "{{{Volumes}}}/1"}]""");
        await Tenant.MachineEventuallyAsync(found => found.Condition("Failure") is null or "False");
    }
}
