using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The operator under the rights of config/rbac, and no others.</summary>
public sealed class RbacTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_UnderItsOwnRights_ServesAWholeLife()
    {
        Assert.SkipWhen(await ControlPlane.UnavailableReasonAsync() is { } reason, reason ?? "");
        await using var controlPlane = await ControlPlane.StartAsync(Token);
        Assert.SkipWhen(controlPlane.IsExistingCluster, "This installs the operator's rights, which an existing cluster may have already.");
        await Definitions.ApplyKubeVirtAsync(controlPlane, Token);
        await controlPlane.KubectlAsync(["apply", "--validate=false", "--kustomize", Path.Join(Repository.Root, "config", "default")], input: null, Token);
        using var client = new Kubernetes.Client.KubernetesClient(Kubernetes.Client.KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath));
        var folder = Directory.CreateTempSubdirectory("configdrive-rbac-");
        try
        {
            var root = folder.CreateSubdirectory("secondary").FullName;
            var tenant = await Tenant.CreateAsync(controlPlane, client, root);
            var kubeConfig = await ServiceAccountKubeConfigAsync(controlPlane, client, folder.FullName);
            await using var started = await OperatorProcess.StartAsync(kubeConfig, root, Token, "--operator-namespace", "configdrive-system");

            await tenant.ApplyAsync(Samples.All);
            await tenant.ReadyAsync("web-1");
            await Eventually.TrueAsync(
                () => tenant.KubectlOutputAsync("get", "events", "--output=jsonpath={.items[*].reason}"), reasons => reasons.Contains("Stored", StringComparison.Ordinal), Token);
            await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
            await tenant.GoneAsync("web-1");

            Assert.DoesNotContain("forbidden", started.Log, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> ServiceAccountKubeConfigAsync(ControlPlane controlPlane, Kubernetes.Client.KubernetesClient client, string folder)
    {
        var request = await client.Resource(Resources.ServiceAccounts).CreateSubresourceAsync(
            new NamespacedName("configdrive-system", "configdrive-operator"), "token", new Authenticationv1TokenRequest { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenRequest", Spec = new() },
            KubernetesJsonContext.Default.Authenticationv1TokenRequest, Token);
        var path = Path.Combine(folder, "kubeconfig");
        File.Copy(controlPlane.KubeConfigPath, path);
        foreach (var arguments in (string[][])
        [
            ["config", "set-credentials", "operator", $"--token={request.Status!.Token}"],
            ["config", "set-context", "--current", "--user=operator"],
        ])
        {
            await controlPlane.KubectlAsync(["--kubeconfig", path, .. arguments], input: null, Token);
        }

        return path;
    }
}
