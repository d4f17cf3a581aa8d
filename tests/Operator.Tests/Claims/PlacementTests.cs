using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Claims;

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
    public void AlternativesOfBoth_AreEachCombined()
    {
        var left = new NodeSelector { NodeSelectorTerms = [.. In("a", "1").NodeSelectorTerms, .. In("b", "1").NodeSelectorTerms] };
        var right = new NodeSelector { NodeSelectorTerms = [.. In("c", "1").NodeSelectorTerms, .. In("d", "1").NodeSelectorTerms] };

        var both = Placement.Both(left, right).NodeSelectorTerms.Select(term => string.Concat(term.MatchExpressions!.Select(requirement => requirement.Key)));

        Assert.Equal(["ac", "ad", "bc", "bd"], both);
    }
}
