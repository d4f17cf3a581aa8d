using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ConfigDrive.Kubernetes.Client;
using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>The files of a pod's service account, against a real API server, while they are replaced.</summary>
public sealed class ServiceAccountTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("service-account-");
    private readonly VirtualTime time = new();
    private KubernetesClient administrator = null!;
    private string ns = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        administrator = await fixture.ClientAsync(Cancellation);
        ns = await fixture.NamespaceAsync(Cancellation);
        Write("namespace", ns);
        Write("ca.crt", await ClusterAuthorityAsync());
        Write("token", await TokenAsync("first"));
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Token_Replaced_IsTakenUpWithinAMinute()
    {
        var configuration = Configuration();
        using var client = new KubernetesClient(configuration);
        Assert.Equal(ns, client.Namespace);
        Assert.Contains($"system:serviceaccount:{ns}:first", await RefusedAsync(client), StringComparison.Ordinal);
        Write("token", await TokenAsync("second"));
        Assert.Contains(":first", await RefusedAsync(client), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains($"system:serviceaccount:{ns}:second", await RefusedAsync(client), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Token_NoLongerValid_IsReadAgainAtOnce()
    {
        var good = await TokenAsync("second");
        Write("token", "not-a-token");
        using var client = new KubernetesClient(Configuration());
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Secrets).GetAsync(new(ns, "x"), Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Write("token", good);
        Assert.Contains(":second", await RefusedAsync(client), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Authority_Replaced_DecidesOnTheNextConnection()
    {
        var authority = await File.ReadAllTextAsync(Path.Join(folder.FullName, "ca.crt"), Cancellation);
        Write("ca.crt", OtherAuthority());
        using var client = new KubernetesClient(Configuration());
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
        Assert.IsType<AuthenticationException>(error.InnerException);
        Write("ca.crt", OtherAuthority() + "\n" + authority);
        await AskAsync(client);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task ServerName_NotInTheCertificate_IsRefused()
    {
        using var client = new KubernetesClient(Configuration() with { TlsServerName = "other.example.org" });
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
        Assert.IsType<AuthenticationException>(error.InnerException);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Authority_SystemsOnly_DoesNotTrustTheClusters()
    {
        using var client = new KubernetesClient(Configuration() with { Trust = null });
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
        using var careless = new KubernetesClient(Configuration() with { Trust = null, SkipTlsVerify = true });
        await AskAsync(careless);
    }

    private static string OtherAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

    /// <summary>Gets an answer, if only that the user may not ask: the connection is trusted.</summary>
    private static async Task AskAsync(KubernetesClient client)
    {
        try
        {
            await client.Resource(Resources.Secrets).GetAsync(new(client.Namespace, "x"), Cancellation);
        }
        catch (KubernetesException exception) when (exception.IsForbidden)
        {
            // An answer all the same.
        }
    }

    private static async Task<string> RefusedAsync(KubernetesClient client)
    {
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Secrets).GetAsync(new(client.Namespace, "x"), Cancellation));
        Assert.True(error.IsForbidden);
        return error.Message;
    }

    private KubernetesClientConfiguration Configuration() => KubernetesClientConfiguration.FromServiceAccount(administrator.Server, folder.FullName, time);

    private void Write(string name, string text) => File.WriteAllText(Path.Join(folder.FullName, name), text);

    private async Task<string> ClusterAuthorityAsync()
    {
        using var reader = new StreamReader((await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath);
        var yaml = new YamlStream();
        yaml.Load(reader);
        var cluster = (YamlMappingNode)yaml.Documents[0].RootNode["clusters"][0]["cluster"];
        return cluster.Children.TryGetValue("certificate-authority-data", out var data)
            ? System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(((YamlScalarNode)data).Value!))
            : await File.ReadAllTextAsync(((YamlScalarNode)cluster["certificate-authority"]).Value!, Cancellation);
    }

    private async Task<string> TokenAsync(string name)
    {
        var account = new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = new() { Namespace = ns, Name = name } };
        await administrator.Resource(ResourceClientTests.ServiceAccounts).CreateAsync(account, Cancellation);
        return await administrator.TokenAsync(new(ns, name), new(), Cancellation);
    }
}
