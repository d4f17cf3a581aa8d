namespace ConfigDrive.Cluster.Tests;

/// <summary>What the log says of the program and of each drive.</summary>
public sealed class LogTests(ClusterFixture cluster)
{
    [Fact]
    public void FirstLine_OfTheProgram_TellsVersionNamespaceAndSettings()
    {
        var first = cluster.Operator.Log.Split('\n')[0];

        Assert.Matches(@"ConfigDrive operator \d+\.\d+\.\d+\S* in namespace \S+, with --kubeconfig \S+ --secondary-root ", first);
    }

    [Fact]
    public async Task Outcome_OfADrive_IsOneLineEachTimeItChanges()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.KubectlAsync("delete", "secret", "web-1-password");
        await tenant.NotReadyAsync("web-1", "SecretNotFound");
        await tenant.KubectlAsync("annotate", "configdrive", "web-1", "configdrive.dev/reconcile-requested-at=now");
        await tenant.EventuallyAsync("web-1", drive => drive.Status?.LastHandledReconcileAt == "now");

        var lines = cluster.Operator.Log.Split('\n').Where(line => line.Contains($"ConfigDrive {tenant.Name}/web-1 of VirtualMachine web-1: ", StringComparison.Ordinal)).ToList();
        Assert.Single(lines, line => line.Contains(": Succeeded", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains(": SecretNotFound: ", StringComparison.Ordinal));
    }
}
