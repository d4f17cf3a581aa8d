using System.Buffers;
using System.Text;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Api;

public sealed class KeptTests
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    [Fact]
    public void ConfigDrive_WithALongText_IsKeptWithoutTexts_AndNamesTheSameSources()
    {
        var json = ConfigDrive($$"""
            "virtualMachineRef": {"name": "web-1"},
            "userData": {"inline": "{{new string('u', 1025)}}"}, "vendorData": {"secretKeyRef": {"name": "s", "key": "v"} },
            "sshPublicKeys": [{"base64": "a2V5"}, {"configMapKeyRef": {"name": "c", "key": "k"} }],
            "files": [{"path": "/motd", "content": {"inline": "hello"} }, {"path": "/etc/x", "content": {"secretKeyRef": {"name": "s", "key": "x"} } }],
            "networkData": {"generate": {} }, "metadata": {"hostname": "web", "extra": {"role": "web"} },
            "password": {"secretKeyRef": {"name": "p", "key": "password"} }
            """);
        var whole = Read(OperatorResources.WholeConfigDrives, json);

        var kept = Read(OperatorResources.ConfigDrives, json);

        Assert.True(kept.IsAbridged);
        Assert.Equal(SourceObjects.KeysNamedBy(whole.Spec), SourceObjects.KeysNamedBy(kept.Spec));
        Assert.DoesNotContain(SourceObjects.SourcesOf(kept.Spec), each => each.Source is { Inline: not null } or { Base64: not null });
        Assert.Empty(kept.Spec.Metadata.Extra);
        Assert.NotNull(kept.Spec.NetworkData?.Generate);
        Assert.Equal(("web", "web-1"), (kept.Spec.Metadata.Hostname, kept.Spec.VirtualMachineRef.Name));
    }

    [Theory]
    [InlineData("""
        "userData": {"inline": "TEXT"}
        """)]
    [InlineData("""
        "vendorData": {"base64": "TEXT"}
        """)]
    [InlineData("""
        "vendorData2": {"inline": "TEXT"}
        """)]
    [InlineData("""
        "networkData": {"inline": "TEXT"}
        """)]
    [InlineData("""
        "networkConfig": {"inline": "TEXT"}
        """)]
    [InlineData("""
        "sshPublicKeys": [{"inline": "TEXT"}]
        """)]
    [InlineData("""
        "files": [{"path": "/f", "content": {"inline": "TEXT"} }]
        """)]
    [InlineData("""
        "files": [{"path": "/TEXT", "content": {"secretKeyRef": {"name": "s", "key": "k"} } }]
        """)]
    [InlineData("""
        "metadata": {"extra": {"k": "TEXT"} }
        """)]
    public void ConfigDrive_IsKeptWithoutTexts_OnlyWhereTheyAreLong(string field)
    {
        V1Alpha1ConfigDrive Keep(int length) => Read(
            OperatorResources.ConfigDrives,
            ConfigDrive($"\"virtualMachineRef\": {{\"name\": \"web-1\"}}, {field.Replace("TEXT", new string('t', length), StringComparison.Ordinal)}"));

        Assert.False(Keep(1022).IsAbridged);
        var kept = Keep(1025);
        Assert.True(kept.IsAbridged);
        Assert.DoesNotContain("tttt", kept.ToString(), StringComparison.Ordinal);
    }

    /// <summary>As every object that does not fit: it must not end the watch of all others.</summary>
    [Fact]
    public void ConfigDrive_WithoutASpec_IsUnreadable()
    {
        var json = new ReadOnlySequence<byte>("""{"metadata": {"namespace": "tenant", "name": "web"}, "spec": null}"""u8.ToArray());

        Assert.Null(OperatorResources.ConfigDrives.Read(json, out var unreadable));
        Assert.Equal(new NamespacedName("tenant", "web"), unreadable!.Key);
    }

    [Fact]
    public void Object_IsKeptWithTheLabelsAndAnnotationsThatAreUnderstood()
    {
        var kept = Machine($$"""
            "labels": {"app.kubernetes.io/managed-by": "x", "app": "web"}, "generateName": "web-", "finalizers": ["kubevirt.io/finalizer"], "selfLink": "/x",
            "annotations": {"configdrive.dev/added": "disk/a", "note": "{{new string('n', 4096)}}", "other": "o"}
            """);

        Assert.Equal(new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "x" }, kept.Metadata.Labels);
        Assert.Equal("disk/a", kept.Metadata.Annotations!["configdrive.dev/added"]);
        Assert.Equal(["configdrive.dev/added", "note"], kept.Metadata.Annotations.Keys.Order());
        Assert.Equal("", kept.Metadata.Annotations["note"]);
        Assert.Equal((null, null, null), (kept.Metadata.GenerateName, kept.Metadata.ExtensionData, kept.ExtensionData));
        Assert.Equal(["kubevirt.io/finalizer"], kept.Metadata.Finalizers);
    }

    [Fact]
    public void Annotation_ThatIsTooLong_IsKeptShort_AndDiffersWhenItChanges()
    {
        static string Keep(string value) => Machine($$"""
            "annotations": {"configdrive.dev/reconcile-requested-at": "{{value}}"}
            """).Metadata.Annotations!["configdrive.dev/reconcile-requested-at"];

        Assert.InRange(Keep(new string('a', 200_000)).Length, 1, 1024);
        Assert.NotEqual(Keep(new string('a', 200_000) + "b"), Keep(new string('a', 200_000) + "c"));
        Assert.Equal("now", Keep("now"));
    }

    /// <summary>As kubectl makes it: a patch that takes it for one without annotations would replace them all.</summary>
    [Fact]
    public void VirtualMachine_WhoseOnlyAnnotationIsKubectls_GetsAnotherBesideIt()
    {
        var machine = Machine($$"""
            "annotations": {"{{LastApplied}}": "{}"}
            """);

        var patch = TemplatePatch.To(machine, "configdrive", "sata", WantedDrive.With("claim"))!.ToJson().ToJsonString();

        Assert.Contains("\"/metadata/annotations/configdrive.dev~1added\"", patch, StringComparison.Ordinal);
    }

    [Fact]
    public void VirtualMachine_OfAPool_KeepsTheRevisionOfThat()
    {
        var machine = Machine("""
            "labels": {"kubevirt.io/vm-pool-revision-name": "web-7", "app": "web"}
            """);

        Assert.Equal([new("kubevirt.io/vm-pool-revision-name", "web-7")], machine.Metadata.Labels);
    }

    [Fact]
    public void Metadata_IsKeptAsIdentityAndVersion_AndTheZoneOfANode()
    {
        var kept = Kept.Identity(Read(
            Resources.Nodes.AsMetadata(),
            """
            {"metadata": {"name": "n", "uid": "u", "resourceVersion": "7", "annotations": {"configdrive.dev/added": "x"}, "finalizers": ["f"],
             "labels": {"topology.kubernetes.io/zone": "a", "kubernetes.io/os": "linux"}, "ownerReferences": [{"kind": "K", "name": "o", "uid": "x"}]}, "data": {"k": "v"} }
            """));

        Assert.Equal(new V1ObjectMeta { Name = "n", Uid = "u", ResourceVersion = "7", Labels = kept.Metadata.Labels }, kept.Metadata);
        Assert.Equal([new("topology.kubernetes.io/zone", "a")], kept.Metadata.Labels);
        Assert.Null(kept.ExtensionData);
    }

    [Theory]
    [InlineData("""{"virtualMachineRef": {"name": "web-1"}, "userData": {"inline": "long"} }""", "web-1")]
    [InlineData("""{"virtualMachineRef": {"name": 7} }""", null)]
    [InlineData("\"nonsense\"", null)]
    public void Outline_NamesTheVirtualMachineAndTheRevision_AndHasNothingElse(string spec, string? name)
    {
        var outline = Read(OperatorResources.ConfigDriveOutlines, $$"""{"metadata": {"name": "web"}, "spec": {{spec}}, "status": {"revision": "abcdefghij", "conditions": []} }""");

        Assert.Equal(name, outline.VirtualMachineName);
        Assert.Equal("abcdefghij", outline.Revision);
        Assert.Equal((default, default), (outline.Spec, outline.Status));
    }

    private static Operator.Api.KubeVirt.V1VirtualMachine Machine(string metadata) =>
        Read(OperatorResources.VirtualMachines, $$"""{"metadata": {"name": "web-1", {{metadata}} }, "spec": {}, "unknown": {"a": 1} }""");

    private static string ConfigDrive(string spec) => $$"""{"metadata": {"namespace": "tenant", "name": "web"}, "spec": { {{spec}} } }""";

    private static T Read<T>(ResourceDefinition<T> definition, string json) where T : class, IKubernetesObject =>
        definition.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), out var unreadable) ?? throw new InvalidOperationException(unreadable?.Fault);
}
