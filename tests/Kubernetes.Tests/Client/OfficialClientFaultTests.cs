using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Client.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>What KubernetesClient 21.0.8 was seen to do wrong, as far as no other test asks it of ours (docs/design/2026-11-29-own-client.md).</summary>
public sealed class OfficialClientFaultTests : IDisposable
{
    private const string Begun = """{"metadata":{"name":"a",""";
    private static readonly NamespacedName Key = new("ns", "a");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("client-faults-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact(Timeout = Deadline.Short)]
    public async Task Body_ThatStalls_IsEndedByTheTimeLimit()
    {
        await using var server = await ScriptedApiServer.StartAsync(Cancellation);
        server.ThenStreamAndHang(Begun);
        using var client = new KubernetesClient(server.Configuration with { RequestTimeout = TimeSpan.FromMilliseconds(200) });

        await Assert.ThrowsAsync<TimeoutException>(() => client.Resource(Resources.Pods).GetAsync(Key, Cancellation));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Body_ThatStalls_IsEndedByCancellation()
    {
        await using var server = await ScriptedApiServer.StartAsync(Cancellation);
        server.ThenStreamAndHang(Begun);
        using var client = new KubernetesClient(server.Configuration);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var reading = client.Resource(Resources.Pods).GetAsync(Key, impatient.Token);
        while (server.Requests.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Failure_OfARequestWithASecret_DoesNotHoldTheSecret()
    {
        await using var server = await ScriptedApiServer.StartAsync(Cancellation);
        server.ThenFails(422, "Invalid");
        using var client = new KubernetesClient(server.Configuration);
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Namespace = "ns", Name = "a" }, Data = new() { ["password"] = "hunter2"u8.ToArray() } };

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Secrets).CreateAsync(secret, Cancellation));

        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hunter2"u8), failure.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_ArgumentsWithSpaces_ArriveAsTheyAre()
    {
        var credential = await PluginAsync("""echo '{"kind":"ExecCredential","status":{"token":"'"$#-$1-$2"'"}}'""", "args: ['one two', three]");

        Assert.Equal("2-one two-three", (await credential.GetHeaderAsync(Cancellation))?.Parameter);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_MoreOutputThanAPipeHolds_IsReadWhole()
    {
        var credential = await PluginAsync(
            """printf '{"kind":"ExecCredential","padding":"'; head -c 300000 /dev/zero | tr '\0' x; printf '","status":{"token":"t"}}'""", "args: []");

        Assert.Equal("t", (await credential.GetHeaderAsync(Cancellation))?.Parameter);
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Authorities_MoreThanOne_AreAllTrusted(bool inFile)
    {
        using var former = NewAuthority("former");
        using var present = NewAuthority("present");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = NewServerCertificate(present, key);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        server.Run(context => context.Response.WriteAsync("""{"metadata":{"name":"a"}}"""));
        await server.StartAsync(Cancellation);
        var bundle = former.ExportCertificatePem() + "\n" + present.ExportCertificatePem() + "\n";
        await File.WriteAllTextAsync(Path.Join(folder.FullName, "ca.crt"), bundle, Cancellation);
        var authorities = inFile ? "certificate-authority: ca.crt" : $"certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(bundle))}";

        using var client = new KubernetesClient(await LoadAsync(server.Urls.Single(), authorities, "token: x"));

        Assert.Equal("a", (await client.Resource(Resources.Pods).GetAsync(Key, Cancellation)).Metadata.Name);
    }

    private static X509Certificate2 NewAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static X509Certificate2 NewServerCertificate(X509Certificate2 authority, ECDsa key)
    {
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99), [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private async Task<Credential> PluginAsync(string script, string arguments)
    {
        var program = Path.Join(folder.FullName, "plugin");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n" + script + "\n", Cancellation);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin is a shell script.");
        }
        else
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return (await LoadAsync("https://one:6443", "tls-server-name: one", $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: ./plugin, {arguments}}}")).Credential;
    }

    private async Task<KubernetesClientConfiguration> LoadAsync(string server, string cluster, string user)
    {
        var path = Path.Join(folder.FullName, "config");
        await File.WriteAllTextAsync(path, $$"""
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: '{{server}}', {{cluster}} } }]
            users: [{name: u, user: { {{user}} } }]
            """, Cancellation);
        return KubernetesClientConfiguration.FromKubeConfig(path);
    }
}
