using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary><c>show</c>, from manifests.</summary>
public sealed class ShowCommandTests
{
    private const string Password = "correct-horse";

    private const string Manifests = $$$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: web-1, namespace: tenant-a}
        spec: {template: {spec: {domain: {} } } }
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web-1-password, namespace: tenant-a}
        stringData: {password: {{{Password}}} }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: platform, namespace: platform-system}
        data: {vendor.yaml: "#cloud-config\n# of the provider\n"}
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDriveClass
        metadata:
          name: standard
          annotations: {configdrive.dev/is-default-class: "true"}
        spec:
          vendorData: {configMapKeyRef: {name: platform, key: vendor.yaml}}
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: web-1, namespace: tenant-a}
        spec:
          virtualMachineRef: {name: web-1}
          layouts: [OpenStack]
          guestHook: None
          userData: {inline: "#!/bin/sh\necho {{{Password}}}\n"}
          password: {secretKeyRef: {name: web-1-password, key: password}}

        """;

    [Fact]
    public async Task Drive_OfManifests_IsShownWithWhereEachFileComesFrom_AndNoSecret()
    {
        var run = await CommandRun.WithInputAsync(Manifests, "show", "tenant-a/web-1", "-f", "-", "-o", "json", "--operator-namespace", "platform-system");

        Assert.True(run.ExitCode == 0, run.Error);
        var report = JsonNode.Parse(run.Output)!;
        Assert.Equal("tenant-a/web-1", (string?)report["configDrive"]);
        Assert.Equal("standard", (string?)report["className"]);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["configdrive/password"] = "spec.password: Secret \"web-1-password\", key \"password\"",
                ["openstack/latest/meta_data.json"] = "VirtualMachine \"web-1\"",
                ["openstack/latest/user_data"] = "spec.userData: inline",
                ["openstack/latest/vendor_data.json"] =
                    "ConfigDriveClass \"standard\": spec.vendorData; spec.password: Secret \"web-1-password\", key \"password\"",
            },
            report["files"]!.AsArray().ToDictionary(file => (string)file!["path"]!, file => string.Join("; ", file!["from"]!.AsArray().Select(origin => (string?)origin))));
        Assert.DoesNotContain(Password, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drive_ShownWithSecrets_HasThem()
    {
        var run = await CommandRun.WithInputAsync(Manifests, "show", "-f", "-", "--show-secrets", "--operator-namespace", "platform-system");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(Password, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web-2", "The manifests contain no ConfigDrive web-2")]
    [InlineData("tenant-b/web-1", "The manifests contain no ConfigDrive tenant-b/web-1")]
    public async Task Drive_ThatIsNotThere_IsOneClearLine(string name, string error)
    {
        var run = await CommandRun.WithInputAsync(Manifests, "show", name, "-f", "-");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_Named_SaysWhatToGive()
    {
        var run = await CommandRun.OfAsync("show", "--kubeconfig", "/dev/null");

        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}
