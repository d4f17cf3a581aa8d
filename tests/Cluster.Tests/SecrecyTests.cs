using System.Text;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

public sealed class SecrecyTests(ClusterFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecretValues_OfAWholeLife_AppearNowhereButOnTheDrive()
    {
        const string Secret = "s3cr3t-of-this-test";
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With(Samples.Password, Secret)
            .With("packages: [nginx]", $"packages: [{Secret}]"));
        await tenant.ReadyAsync("web-1");
        Assert.Contains(Secret, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token)), StringComparison.Ordinal);

        // Also where something is wrong with the very values: a byte that no text holds, a line that is no key.
        var broken = Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Secret), 0xff, (byte)'\n']);
        await tenant.KubectlAsync("patch", "secret", "web-1-password", "--type=merge", "--patch", $$$"""{"data":{"password":"{{{broken}}}"}}""");
        await tenant.NotReadyAsync("web-1", "InvalidContent");
        await tenant.KubectlAsync("patch", "configmap", "team-keys", "--type=merge", "--patch", $$$"""{"data":{"authorized_keys":"{{{Secret}}}"}}""");
        await Eventually.TrueAsync(EventsAsync, text => text.Contains("InvalidContent", StringComparison.Ordinal), Token);

        Assert.DoesNotContain(Secret, await EventsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, cluster.Operator.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, await tenant.KubectlOutputAsync("get", "configdrive", "--output=json"), StringComparison.Ordinal);

        Task<string> EventsAsync() => tenant.KubectlOutputAsync("get", "events", "--output=json");
    }
}
