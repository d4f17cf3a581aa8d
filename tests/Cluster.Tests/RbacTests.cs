using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The operator under the rights of config/rbac, and no others.</summary>
public sealed class RbacTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_UnderItsOwnRights_ServesAWholeLife()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await own.ControlPlane.KubectlAsync("apply", "--filename", Path.Join(Repository.Root, "config", "default", "namespace.yaml"));
        await own.ControlPlane.KubectlAsync("apply", "--kustomize", Path.Join(Repository.Root, "config", "rbac"));
        var tenant = await own.NewTenantAsync();
        var folder = Directory.CreateTempSubdirectory("configdrive-rbac-");
        try
        {
            var kubeConfig = await ServiceAccountKubeConfigAsync(own, folder.FullName);
            await using var started = await OperatorProcess.StartAsync(kubeConfig, own.SecondaryRoot, Token, "--operator-namespace", "configdrive-system");

            await tenant.ApplyAsync(Samples.All);
            await tenant.ReadyAsync("web-1");
            await tenant.ToldAsync("ConfigDrive", "Stored");
            await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
            await tenant.GoneAsync("web-1");

            Assert.DoesNotContain("is forbidden: User", started.Log, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static async Task<string> ServiceAccountKubeConfigAsync(
        OwnCluster own, string folder, string serviceAccount = "configdrive-operator", string @namespace = "configdrive-system")
    {
        var request = await own.Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } },
            serviceAccount, @namespace, cancellationToken: Token);
        var path = Path.Combine(folder, "kubeconfig");
        File.Copy(own.ControlPlane.KubeConfigPath, path);
        foreach (var arguments in (string[][])
        [
            ["config", "set-credentials", "operator", $"--token={request.Status.Token}"],
            ["config", "set-context", "--current", "--user=operator", $"--namespace={@namespace}"],
        ])
        {
            await own.ControlPlane.KubectlAsync(["--kubeconfig", path, .. arguments], input: null, Token);
        }

        return path;
    }
}
