using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary><c>kubectl configdrive show</c>: what an administrator and a tenant see of a drive.</summary>
public sealed class ShowTests : IDisposable
{
    private const string Class = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: platform, namespace: default}
        data: {vendor: "#cloud-config\ntimezone: Etc/Provider\n"}
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDriveClass
        metadata: {name: standard, annotations: {configdrive.dev/is-default-class: "true"}}
        spec:
          vendorData: {configMapKeyRef: {name: platform, key: vendor}}
          metadata: {cloudName: example}
          defaults: {layouts: [OpenStack], volumeLabel: platform-1}

        """;

    private const string Ada = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: ada}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: tenant}
        rules:
        - {apiGroups: [""], resources: [secrets, configmaps], verbs: [get]}
        - {apiGroups: [configdrive.dev], resources: [configdrives], verbs: [get]}
        - {apiGroups: [kubevirt.io], resources: [virtualmachines], verbs: [get]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: ada}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
        subjects: [{kind: ServiceAccount, name: ada}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: tenants-read-classes}
        rules: [{apiGroups: [configdrive.dev], resources: [configdriveclasses], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: tenants-read-classes}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: tenants-read-classes}
        subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccounts"}]

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-show-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Drive_ShownByKubectl_IsTheStoredOne_AndATenantSeesItWithoutWhatTheProviderKeeps()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        var tenant = await own.NewTenantAsync();
        await using var started = await own.StartOperatorAsync(Token);
        await own.ControlPlane.KubectlAsync(["apply", "--validate=false", "--filename", "-"], Class, Token);
        await tenant.ApplyAsync(Ada);
        await tenant.ApplyAsync(Samples.All);
        var drive = await tenant.EventuallyAsync("web-1", found => Tenant.Condition(found, "Ready")?.Status == "True" && found.Status?.ClassName is not null);

        var shown = await ShowAsync(own, own.ControlPlane.KubeConfigPath, $"{tenant.Name}/web-1", "--operator-namespace", "default");

        Assert.Equal((drive.Status!.Revision, "standard"), ((string?)shown["revision"], (string?)shown["className"]));
        Assert.Equal(
            ["ConfigDriveClass \"standard\": spec.vendorData", "spec.password: Secret \"web-1-password\", key \"password\"", "spec.guestHook"],
            Origins(shown, "openstack/latest/vendor_data.json"));
        Assert.Contains("ConfigDriveClass \"standard\": spec.metadata.cloudName", Origins(shown, "openstack/latest/meta_data.json"));
        var (exitCode, inspected, _) = await OperatorCommand.RunAsync(Token, "inspect", tenant.ImageOf("web-1"), "-o", "json");
        Assert.Equal(0, exitCode);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(inspected), WithoutOrigins(shown)));

        var adas = await RbacTests.ServiceAccountKubeConfigAsync(own, folder.FullName, "ada", tenant.Name);
        var seen = await ShowAsync(own, adas, "web-1", "--operator-namespace", "default");
        Assert.Equal(
            ["spec.password: Secret \"web-1-password\", key \"password\"", "spec.guestHook"], Origins(seen, "openstack/latest/vendor_data.json"));
        Assert.Equal(Paths(shown), Paths(seen));
        var (_, _, error) = await OperatorCommand.RunAsync(Token, "show", "web-1", "--kubeconfig", adas, "--operator-namespace", "default");
        Assert.Equal("Left out: what ConfigDriveClass \"standard\" takes from ConfigMap default/platform, which you may not read\n", error);

        var refused = await Assert.ThrowsAsync<ShellCommandException>(() => ShowAsync(own, adas, "default/web-1"));
        Assert.Contains("configdrives.configdrive.dev \"web-1\" is forbidden", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<ShellCommandException>(() => ShowAsync(own, adas, "web-2"));
        Assert.Contains($"ConfigDrive {tenant.Name}/web-2 does not exist", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> ShowAsync(OwnCluster own, string kubeConfig, params string[] arguments)
    {
        var output = await KubectlPlugin.RunAsync(own.ControlPlane, kubeConfig, ["show", .. arguments, "-o", "json"]);
        Assert.DoesNotContain(Samples.Password, output, StringComparison.Ordinal);
        return (JsonObject)JsonNode.Parse(output)!;
    }

    private static JsonObject WithoutOrigins(JsonObject shown)
    {
        var report = (JsonObject)shown.DeepClone();
        report.Remove("configDrive");
        report.Remove("className");
        foreach (var file in report["files"]!.AsArray().OfType<JsonObject>())
        {
            file.Remove("from");
        }

        return report;
    }

    private static IEnumerable<string?> Paths(JsonObject shown) => shown["files"]!.AsArray().Select(file => (string?)file!["path"]);

    private static IEnumerable<string?> Origins(JsonObject shown, string path) =>
        shown["files"]!.AsArray().Single(file => (string?)file!["path"] == path)!["from"]!.AsArray().Select(origin => (string?)origin);
}
