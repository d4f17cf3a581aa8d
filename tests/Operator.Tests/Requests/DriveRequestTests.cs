using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Requests;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Requests;

public sealed class DriveRequestTests
{
    [Theory]
    [InlineData("class", "", "{}")]
    [InlineData("class", "standard", """{"className": "standard"}""")]
    [InlineData("user-data-secret", "web", """{"userData": {"secretKeyRef": {"name": "web", "key": "userdata"}}}""")]
    [InlineData("user-data-secret", "web/my.Key_1", """{"userData": {"secretKeyRef": {"name": "web", "key": "my.Key_1"}}}""")]
    [InlineData("network-data-secret", "web", """{"networkData": {"secretKeyRef": {"name": "web", "key": "networkdata"}}}""")]
    [InlineData("ssh-keys-secret", "team", """{"sshPublicKeys": [{"secretKeyRef": {"name": "team", "key": "authorized_keys"}}]}""")]
    [InlineData("password-secret", "web", """{"password": {"secretKeyRef": {"name": "web", "key": "password"}}}""")]
    [InlineData("vendor-data-configmap", "platform", """{"vendorData": {"configMapKeyRef": {"name": "platform", "key": "vendordata"}}}""")]
    public void Annotation_OfAVirtualMachine_IsAFieldOfTheSpec(string annotation, string value, string fields)
    {
        var request = DriveRequest.Read(Annotated(("configdrive.dev/" + annotation, value)));

        Assert.Empty(request.Faults);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(fields), request.Fields), request.Fields?.ToJsonString());
    }

    [Fact]
    public void VirtualMachine_WithoutOneOfTheAnnotations_AsksForNothing()
    {
        var request = DriveRequest.Read(Annotated((Annotations.Added, "disk/configdrive"), (Annotations.ReconcileRequestedAt, "now"), ("configdrive.dev/later", ""), ("example.org/class", "x")));

        Assert.Null(request.Fields);
        Assert.Empty(request.Faults);
    }

    [Theory]
    [InlineData("class", "Standard", "not the name of a ConfigDriveClass")]
    [InlineData("class", "standard\n", "not the name of a ConfigDriveClass")]
    [InlineData("user-data-secret", "", "\"\" is not the name of a Secret")]
    [InlineData("user-data-secret", "Web", "\"Web\" is not the name of a Secret")]
    [InlineData("user-data-secret", "web/", "\"\" is not a key of a Secret")]
    [InlineData("user-data-secret", "web/a/b", "\"a/b\" is not a key of a Secret")]
    [InlineData("vendor-data-configmap", "a b", "\"a b\" is not the name of a ConfigMap")]
    [InlineData("user-data-secrt", "web", "did you mean configdrive.dev/user-data-secret?")]
    [InlineData("userdata-secret", "web", "did you mean configdrive.dev/user-data-secret?")]
    [InlineData("Class", "", "did you mean configdrive.dev/class?")]
    [InlineData("keys-secret", "web", "known are configdrive.dev/class, ")]
    public void Annotation_ThatIsWrong_IsNamedWithWhatToDo(string annotation, string value, string fault)
    {
        var request = DriveRequest.Read(Annotated(("configdrive.dev/" + annotation, value)));

        var told = Assert.Single(request.Faults);
        Assert.Contains("configdrive.dev/" + annotation, told, StringComparison.Ordinal);
        Assert.Contains(fault, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Annotation_OfAnyLength_IsWrongOrKeptAsItIs()
    {
        Assert.Empty(DriveRequest.Read(Annotated((RequestAnnotations.UserDataSecret, new string('a', 253) + "/" + new string('k', 253)))).Faults);
        Assert.Single(DriveRequest.Read(Annotated((RequestAnnotations.UserDataSecret, new string('a', 254)))).Faults);
        var fault = Assert.Single(DriveRequest.Read(Annotated((RequestAnnotations.UserDataSecret, "a/" + new string('k', 5000)))).Faults);
        Assert.True(fault.Length < 300, fault);
    }

    [Fact]
    public void Change_OfWhatIsAsWanted_IsNone_WhateverOthersWroteIntoOtherFields()
    {
        var drive = Drive("""
            {"virtualMachineRef": {"name": "web-1"}, "className": "a", "userData": {"secretKeyRef": {"name": "u", "key": "userdata"}},
             "password": {"secretKeyRef": {"name": "p", "key": "password"}, "lifetime": "Always", "user": "ada"},
             "sshPublicKeys": [{"secretKeyRef": {"name": "k", "key": "authorized_keys"}}], "layouts": ["OpenStack"], "metadata": {"hostname": "web"}}
            """);

        Assert.Null(RequestedFields.Change(drive, Wanted(("class", "a"), ("user-data-secret", "u"), ("password-secret", "p"), ("ssh-keys-secret", "k"))));
    }

    [Fact]
    public void Change_OfFields_ReplacesAndRemovesThemWhole_AndLeavesThePasswordsLifetime()
    {
        var drive = Drive("""
            {"virtualMachineRef": {"name": "web-1"}, "className": "a", "userData": {"inline": "by hand"}, "networkData": {"generate": {}},
             "password": {"secretKeyRef": {"name": "p", "key": "password"}, "lifetime": "Always"}, "sshPublicKeys": [{"inline": "k"}, {"inline": "l"}]}
            """);

        var patch = RequestedFields.Change(drive, Wanted(("user-data-secret", "u"), ("password-secret", "q"), ("vendor-data-configmap", "v")))!;

        var expected = """
            [{"op": "test", "path": "/metadata/uid", "value": "uid"}, {"op": "test", "path": "/metadata/generation", "value": 3},
             {"op": "remove", "path": "/spec/className"},
             {"op": "add", "path": "/spec/userData", "value": {"secretKeyRef": {"name": "u", "key": "userdata"}}},
             {"op": "add", "path": "/spec/vendorData", "value": {"configMapKeyRef": {"name": "v", "key": "vendordata"}}},
             {"op": "remove", "path": "/spec/networkData"},
             {"op": "remove", "path": "/spec/sshPublicKeys"},
             {"op": "add", "path": "/spec/password/secretKeyRef", "value": {"name": "q", "key": "password"}}]
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), patch.ToJson()), patch.ToJson().ToJsonString());
    }

    [Fact]
    public void Cache_OfAVirtualMachine_KeepsItsRequest_TooLongOnesCut_AndAFewNamesThatLookLikeOne()
    {
        var annotations = RequestAnnotations.All.ToDictionary(name => name, _ => new string('v', 2000));
        foreach (var number in Enumerable.Range(0, 1000))
        {
            annotations[$"configdrive.dev/unknown-{number}"] = new string('x', 200);
        }

        var kept = Kept.Known(new V1VirtualMachine { Metadata = new V1ObjectMeta { Annotations = annotations } }).Metadata.Annotations!;

        Assert.InRange(kept.Count, RequestAnnotations.All.Count + 1, RequestAnnotations.All.Count + 5);
        Assert.All(RequestAnnotations.All, name => Assert.InRange(kept[name].Length, 254, 1024));
        Assert.Equal(RequestAnnotations.All.Count, DriveRequest.Read(new V1VirtualMachine { Metadata = new V1ObjectMeta { Annotations = kept } }).Faults.Count);
    }

    private static JsonObject Wanted(params IEnumerable<(string Annotation, string Value)> annotations) =>
        DriveRequest.Read(Annotated(annotations.Select(each => ("configdrive.dev/" + each.Annotation, each.Value)))).Fields!;

    private static V1VirtualMachine Annotated(params IEnumerable<(string Name, string Value)> annotations) =>
        new() { Metadata = new V1ObjectMeta { Name = "web-1", Annotations = annotations.ToDictionary(each => each.Name, each => each.Value) } };

    private static V1Alpha1ConfigDrive Drive(string spec)
    {
        var drive = FilledCaches.Drive("web-1");
        return drive with
        {
            Metadata = drive.Metadata with { Uid = "uid", Generation = 3 },
            Spec = JsonSerializer.Deserialize(spec, ConfigDriveJsonContext.Default.ConfigDriveSpec)!,
        };
    }
}
