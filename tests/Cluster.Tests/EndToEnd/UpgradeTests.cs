using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class UpgradeTests(EndToEndFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Two replicas, another address of the copy endpoint, and the webhook for migrations.</summary>
    [Fact]
    public async Task Chart_Upgraded_GoesOnAndWritesNothing()
    {
        EndToEndFixture.Need();
        var images = await LibraryFiles.ImagesAsync();
        await GiveWebhookACertificateOfAnotherAsync();
        // An address cannot be changed, and is part of the certificate.
        await cluster.ControlPlane.KubectlAsync("--namespace", Chart.Namespace, "delete", "service", "configdrive-operator-copy");

        // Fail, so that no migration goes on because this machine was too busy for an answer.
        const string Webhook = "migrationWebhook.enabled=true,migrationWebhook.failurePolicy=Fail";
        await Chart.UpgradeAsync($"replicas=2,updateStrategy=RollingUpdate,copy.clusterIP=10.0.0.51,{Webhook}");
        await cluster.Operator.ReadyAsync();

        Assert.Equal(images, await LibraryFiles.ImagesAsync());
        await cluster.Standing.Files.ChangeAsync("upgraded", "web-1");
        await cluster.Standing.Files.HoldsAsync("web-1", "upgraded");
    }

    /// <summary>One that an operator made, for another name: it is to be made anew.</summary>
    private async Task GiveWebhookACertificateOfAnotherAsync()
    {
        var other = await cluster.Client.CoreV1.ReadNamespacedSecretAsync("configdrive-operator-copy-tls", Chart.Namespace, cancellationToken: Token);
        await cluster.Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta
                {
                    Name = "configdrive-operator-webhook-tls",
                    Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "configdrive-operator" },
                },
                Type = "kubernetes.io/tls",
                Data = other.Data,
            },
            Chart.Namespace,
            cancellationToken: Token);
    }
}
