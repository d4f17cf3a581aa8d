using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The pods of the installed operator.</summary>
internal sealed class InstalledOperator(ControlPlane controlPlane, IKubernetes client)
{
    private const string Label = "app.kubernetes.io/name=configdrive-operator";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<IList<V1Pod>> PodsAsync() =>
        (await client.CoreV1.ListNamespacedPodAsync(Chart.Namespace, labelSelector: Label, cancellationToken: Token)).Items;

    public Task ReadyAsync() =>
        controlPlane.KubectlAsync("--namespace", Chart.Namespace, "rollout", "status", $"deployment/{Chart.Release}", "--timeout=300s");

    /// <summary>Deletes the pods, and waits until others have taken their place.</summary>
    public async Task RestartAsync()
    {
        await controlPlane.KubectlAsync("--namespace", Chart.Namespace, "delete", "pods", "--selector", Label, "--timeout=300s");
        await ReadyAsync();
    }

    /// <summary>
    /// Ends the operator at once, as a node that fails does; tells whether one ran. The pod goes too: a container that is merely killed would
    /// wait longer and longer for its next start.
    /// </summary>
    public async Task<bool> KillAsync()
    {
        var killed = Processes.Of("run").Where(Processes.Kill).ToList();
        if (killed.Count == 0)
        {
            return false;
        }

        foreach (var pod in await PodsAsync())
        {
            await client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), Chart.Namespace, gracePeriodSeconds: 0, cancellationToken: Token).OrNullAsync();
        }

        return true;
    }
}
