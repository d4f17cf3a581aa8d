using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Claims;

public sealed class PlacementTests
{
    private static NodeSelector In(string key, params string[] values) => new() { NodeSelectorTerms = [new NodeSelectorTerm { MatchExpressions = [Requirement(key, values)] }] };

    private static NodeSelectorRequirement Requirement(string key, params string[] values) => new() { Key = key, Operator = "In", Values = values };

    [Fact]
    public void RunningInstance_PinsThePodToItsNode_ThroughTheScheduler()
    {
        var placement = Placement.OnNode("node7", new VirtualMachineInstanceSpec { Tolerations = [new Toleration { Key = "gpu", Operator = "Exists" }] });

        var field = placement.Affinity!.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution!.NodeSelectorTerms.Single().MatchFields!.Single();
        Assert.Equal(("metadata.name", "In", "node7"), (field.Key, field.Operator, field.Values!.Single()));
        Assert.Equal("gpu", placement.Tolerations!.Single().Key);
    }

    [Fact]
    public void StoppedVirtualMachine_GivesItsSelectorArchitectureAffinityAndVolumes()
    {
        var template = new VirtualMachineInstanceSpec
        {
            Architecture = "arm64",
            NodeSelector = new Dictionary<string, string> { ["disk"] = "fast" },
            Affinity = new Affinity { NodeAffinity = new NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = In("zone", "a", "b") } },
        };

        var placement = Placement.ForTemplate(template, [In("rack", "1"), In("host", "n1")]);

        Assert.Equal(new Dictionary<string, string> { ["disk"] = "fast", ["kubernetes.io/arch"] = "arm64" }, placement.NodeSelector);
        var term = placement.Affinity!.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution!.NodeSelectorTerms.Single();
        Assert.Equal(["zone", "rack", "host"], term.MatchExpressions!.Select(requirement => requirement.Key));
    }

    [Fact]
    public void StoppedVirtualMachine_ThatMayRunAnywhere_RequiresNothing()
    {
        var placement = Placement.ForTemplate(new VirtualMachineInstanceSpec(), []);

        Assert.Null(placement.NodeSelector);
        Assert.Null(placement.Affinity!.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution);
        Assert.Equal("kubevirt.io/schedulable", placement.Affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution!.Single().Preference.MatchExpressions!.Single().Key);
    }

    [Fact]
    public void AlternativesOfSeveralVolumes_AreEachCombined() =>
        Assert.Equal(
            ["a=1 c=1", "a=1 d=1", "b=1 c=1", "b=1 d=1"],
            Intersect(null, Any(In("a", "1"), In("b", "1")), Any(In("c", "1"), In("d", "1"))));

    [Fact]
    public void VolumesInTheSameZones_RequireEachZoneOnce() =>
        Assert.Equal(
            ["zone=a", "zone=b", "zone=c"],
            Intersect(null, [.. Enumerable.Range(0, 9).Select(disk => Any([.. new[] { "a", "b", "c" }.Skip(disk % 3).Concat(["a", "b", "c"]).Distinct().Select(zone => In("zone", zone))]))]));

    [Fact]
    public void VolumesInOverlappingZones_RequireWhatIsCommon() =>
        Assert.Equal(["zone=b,c"], Intersect(null, In("zone", "a", "b", "c"), In("zone", "c", "b")));

    [Fact]
    public void TermThatAsksForMoreThanAnother_IsLeftOut() =>
        Assert.Equal(["rack=1"], Intersect(In("rack", "1"), Any(In("rack", "1"), In("disk", "fast"))));

    [Fact]
    public void VolumesThatExcludeEachOther_LeaveTheOwnAffinity() =>
        Assert.Equal(["rack=1"], Intersect(In("rack", "1"), In("zone", "a"), In("zone", "b")));

    [Fact]
    public void NineDisksOfManyTermsEach_AreBounded()
    {
        var disks = Enumerable.Range(0, 9).Select(disk => Any([.. Enumerable.Range(0, 3).Select(term => In($"disk{disk}", $"{term}"))])).ToArray();

        Assert.Equal(["rack=1"], Intersect(In("rack", "1"), disks));
    }

    [Fact]
    public async Task VirtualMachine_WithManyVolumesThatIsChangedOverAndOver_CostsABoundedNumberOfRequests()
    {
        using var api = new ScriptedApi();
        var volumes = Enumerable.Range(0, 300).Select(volume => $"data-{volume}").ToList();
        foreach (var volume in volumes)
        {
            api.Answer($"GET /api/v1/namespaces/tenant/persistentvolumeclaims/{volume}", $$"""{"metadata": {"name": "{{volume}}"}, "spec": {"volumeName": "pv-{{volume}}"} }""");
        }

        var machine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "drive"));
        var template = machine.Spec.Template.Spec with { Volumes = [.. volumes.Select(name => new Volume { Name = name, PersistentVolumeClaim = new() { ClaimName = name } })] };
        var context = new ReconcileContext(FilledCaches.Drive("web"))
        {
            VirtualMachine = machine with { Spec = machine.Spec with { Template = machine.Spec.Template with { Spec = template } } },
        };
        var finder = new PlacementFinder(api.Client, new VirtualClock());

        for (var change = 0; change < 5; change++)
        {
            await finder.FindAsync(context, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2 * PlacementFinder.MostClaims, api.Requests.Count);
    }

    private static NodeSelector Any(params NodeSelector[] alternatives) => new() { NodeSelectorTerms = [.. alternatives.SelectMany(each => each.NodeSelectorTerms)] };

    private static IEnumerable<string> Intersect(NodeSelector? own, params NodeSelector[] volumes) => NodeIntersection.Intersect(own, volumes)!.NodeSelectorTerms
        .Select(term => string.Join(' ', term.MatchExpressions!.Select(requirement => $"{requirement.Key}={string.Join(',', requirement.Values!)}")));
}
