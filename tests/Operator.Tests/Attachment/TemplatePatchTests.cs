using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>The patch meets a VirtualMachine that is not as it was seen any more, and no webhook that would refuse it.</summary>
public sealed class TemplatePatchTests
{
    private const string Ours = "configdrive";
    private const string OurDisk = """{"name": "configdrive", "cdrom": {"bus": "sata"}}""";
    private const string OurVolume = """{"name": "configdrive", "persistentVolumeClaim": {"claimName": "old", "hotpluggable": true}}""";

    [Theory]
    [InlineData("disks", 0)]
    [InlineData("disks", 1)]
    [InlineData("volumes", 0)]
    [InlineData("volumes", 1)]
    public void Patch_ThatAddsTheDrive_DoesNotApply_WhereAnElementIsNotAsSeen(string list, int index)
    {
        var seen = Machine();

        AssertRefused(seen, WantedDrive.With("new"), spec => ListOf(spec, list)[index]!["name"] = Ours);
    }

    [Theory]
    [InlineData("disks")]
    [InlineData("volumes")]
    public void Patch_ThatAddsTheDriveToAnEmptyList_DoesNotApply_WhereSomethingWasPlugged(string list)
    {
        var seen = (JsonObject)JsonNode.Parse(WorldOptions.Bare)!;

        AssertRefused(seen, WantedDrive.With("new"), spec => ListOf(spec, list).Add(new JsonObject { ["name"] = "data" }));
    }

    [Fact]
    public void Patch_ThatChangesTheMedium_DoesNotApply_WhereADiskOfTheUserHasTheSameClaim() => AssertRefused(
        Machine(OurDisk, OurVolume),
        WantedDrive.With("new"),
        spec => spec.Volumes().Insert(
            2, new JsonObject { ["name"] = "second", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "old" } }));

    [Fact]
    public void Patch_ThatChangesTheMedium_DoesNotApply_WhereSomebodyElseChangedIt() => AssertRefused(
        Machine(OurDisk, OurVolume),
        WantedDrive.With("new"),
        spec => spec.Volumes().Named(Ours)!["persistentVolumeClaim"]!["claimName"] = "newer");

    [Fact]
    public void Patch_ThatTakesTheMediumOut_DoesNotApply_WhereTheUserTookTheName() => AssertRefused(
        Machine(OurDisk, OurVolume),
        WantedDrive.Empty,
        spec => spec.Volumes()[2] = new JsonObject { ["name"] = Ours, ["emptyDisk"] = new JsonObject() });

    [Fact]
    public void Patch_ThatRemovesTheDrive_DoesNotApply_WhereTheDisksAreInAnotherOrder() => AssertRefused(
        Machine(OurDisk, OurVolume),
        WantedDrive.None,
        spec => spec.Disks().Insert(0, new JsonObject { ["name"] = "data", ["disk"] = new JsonObject() }));

    [Fact]
    public void Patch_ThatRemovesAnEmptyDrive_DoesNotApply_WhereTheUserTookTheName() => AssertRefused(
        Machine(OurDisk),
        WantedDrive.None,
        spec =>
        {
            spec.Disks()[2] = new JsonObject { ["name"] = Ours, ["disk"] = new JsonObject() };
            spec.Volumes().Add(new JsonObject { ["name"] = Ours, ["emptyDisk"] = new JsonObject() });
        });

    private static void AssertRefused(JsonObject seen, WantedDrive wanted, Action<JsonObject> edit)
    {
        var machine = seen.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!;
        var patch = (JsonArray)TemplatePatch.To(machine, Ours, "sata", wanted)!.ToJson();
        var unchanged = JsonPatchDocument.Apply(seen, patch);
        Assert.Equal(wanted.ClaimName, unchanged.TemplateSpec().Volumes().Named(Ours)?.ClaimName());
        Assert.Equal(wanted.HasDrive, unchanged.TemplateSpec().Disks().Named(Ours) is not null);

        var edited = (JsonObject)seen.DeepClone();
        edit(edited.TemplateSpec());
        edited.Part("metadata")["resourceVersion"] = "2";
        Assert.Throws<JsonPatchException>(() => JsonPatchDocument.Apply(edited, patch));
    }

    private static JsonArray ListOf(JsonObject spec, string list) => list == "disks" ? spec.Disks() : spec.Volumes();

    private static JsonObject Machine(string disk = "", string volume = "")
    {
        var machine = (JsonObject)JsonNode.Parse(new WorldOptions().VirtualMachine)!;
        Append(machine.TemplateSpec().Disks(), disk);
        Append(machine.TemplateSpec().Volumes(), volume);
        return machine;
    }

    private static void Append(JsonArray list, string element)
    {
        if (element.Length > 0)
        {
            list.Add(JsonNode.Parse(element));
        }
    }
}
