using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>Who the real API server takes us for: it names the user when it refuses.</summary>
public sealed class ClientCertificateTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kubeconfig-");
    private readonly VirtualTime time = new();
    private ControlPlane controlPlane = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string Answer => Path.Join(folder.FullName, "answer");

    private string Runs => Path.Join(folder.FullName, "runs");

    public async ValueTask InitializeAsync()
    {
        controlPlane = await fixture.ControlPlaneAsync(Cancellation);
        Assert.SkipWhen(controlPlane.IsExistingCluster, "This needs an authority of the test's own: unset USE_EXISTING_CLUSTER.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a shell script.");
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_PrintsCertificates_EachIsUsedUntilItExpires()
    {
        using var client = ExecClient();
        Prints(Certificate("alice"), expires: time.GetUtcNow().AddMinutes(10));
        Assert.Equal("alice", await UserAsync(client));
        Prints(Certificate("bob"), expires: time.GetUtcNow().AddMinutes(20));
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("alice", await UserAsync(client));
        Assert.Single(File.ReadLines(Runs));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("bob", await UserAsync(client));
        Assert.Equal("bob", await UserAsync(client));
        Assert.Equal(2, File.ReadLines(Runs).Count());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_CertificateIsRefused_PluginIsAskedAgain()
    {
        using var client = ExecClient(second: Certificate("bob"));
        Prints(Expired("alice"), expires: null);
        Assert.Equal("bob", await UserAsync(client));
        Assert.Equal(2, File.ReadLines(Runs).Count());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_RunsWhileAWatchIsOpen_WatchGoesOnAndRequestsAreTheNewUsers()
    {
        using var client = ExecClient();
        Prints(Certificate("carol,O=system:masters"), expires: time.GetUtcNow().AddMinutes(10));
        await using var watch = client.Metadata(Resources.Namespaces).WatchAsync(new WatchOptions(), Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());
        Prints(Certificate("dave"), expires: null);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("dave", await UserAsync(client));
        var ns = await fixture.NamespaceAsync(Cancellation);
        while (watch.Current is not WatchEvent<V1PartialObjectMetadata>.Applied { Object.Metadata.Name: var name } || name != ns)
        {
            Assert.True(await watch.MoveNextAsync());
        }
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Files_Renewed_AreTakenUpWhenTheServerRefusesTheOldOne()
    {
        Write(Expired("alice"));
        var configuration = Load("client-certificate: tls.crt, client-key: tls.key");
        using var client = new KubernetesClient(configuration);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => UserAsync(client));
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Write(Certificate("bob"));
        Assert.Equal("bob", await UserAsync(client));
    }

    private static async Task<string> UserAsync(KubernetesClient client)
    {
        var asked = client.Resource(Resources.Secrets).ListAsync(new ListOptions { Namespace = "default" }, Cancellation);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => asked);
        return error.IsForbidden ? error.Status.Message!.Split("User \"", 2)[1].Split('"')[0] : throw error;
    }

    private ClientCertificate Certificate(string user) =>
        ClientCertificate.Of(controlPlane, user, Now.AddHours(-1), Now.AddHours(1));

    private ClientCertificate Expired(string user) =>
        ClientCertificate.Of(controlPlane, user, Now.AddHours(-2), Now.AddHours(-1));

    private void Write(ClientCertificate certificate)
    {
        File.WriteAllText(Path.Join(folder.FullName, "tls.crt"), certificate.Certificate);
        File.WriteAllText(Path.Join(folder.FullName, "tls.key"), certificate.Key);
    }

    /// <summary>A plugin that prints the answer, and, when there is one, the second answer from its second run on.</summary>
    private KubernetesClient ExecClient(ClientCertificate? second = null)
    {
        var later = Path.Join(folder.FullName, "second");
        if (second is not null)
        {
            File.WriteAllText(later, ExecCredential(second, null));
        }

        var plugin = Path.Join(folder.FullName, "plugin");
        File.WriteAllText(plugin, $"#!/bin/sh\nif [ -s '{Runs}' ] && [ -s '{later}' ]; then cat '{later}'; else cat '{Answer}'; fi\necho run >>'{Runs}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return new KubernetesClient(Load("exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}"));
    }

    private void Prints(ClientCertificate certificate, DateTimeOffset? expires) => File.WriteAllText(Answer, ExecCredential(certificate, expires));

    private static string ExecCredential(ClientCertificate certificate, DateTimeOffset? expires)
    {
        var status = new JsonObject { ["clientCertificateData"] = certificate.Certificate, ["clientKeyData"] = certificate.Key };
        if (expires is { } at)
        {
            status["expirationTimestamp"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["status"] = status }.ToJsonString();
    }

    private KubernetesClientConfiguration Load(string user)
    {
        var lines = File.ReadAllLines(controlPlane.KubeConfigPath);
        var path = Path.Join(folder.FullName, "config");
        var adapted = lines.Select(line => line.TrimStart().StartsWith("user: {client-", StringComparison.Ordinal) ? $"    user: {{{user}}}" : line).ToList();
        Assert.NotEqual(lines, adapted);
        File.WriteAllLines(path, adapted);
        return KubernetesClientConfiguration.FromKubeConfig(path, timeProvider: time);
    }
}
