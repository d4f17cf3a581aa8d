using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Tests.Client;

public sealed class KubeConfigTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kubeconfig-");
    private readonly VirtualTime time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Load_CurrentContext_GivesServerNamespaceAndTls()
    {
        var configuration = Load(Write("config", Config(cluster: "insecure-skip-tls-verify: true, tls-server-name: api.test, proxy-url: 'http://proxy:3128'")));
        Assert.Equal(new Uri("https://one:6443"), configuration.Server);
        Assert.Equal("team", configuration.Namespace);
        Assert.True(configuration.SkipTlsVerify);
        Assert.Equal("api.test", configuration.TlsServerName);
        Assert.Equal(new Uri("http://proxy:3128"), configuration.ProxyUrl);
    }

    [Fact]
    public void Load_NothingSaidOfTls_IsVerified() => Assert.False(Load(Write("config", Config())).SkipTlsVerify);

    [Fact]
    public void Load_NamedContext_IsTaken()
    {
        var path = Write("config", Config());
        Assert.Equal(new Uri("https://two:6443"), KubernetesClientConfiguration.FromKubeConfig(path, "second").Server);
    }

    [Fact]
    public void Load_SeveralFiles_FirstToNameAThingWinsAndMissingOnesArePassedOver()
    {
        var first = Write("first", "current-context: second\nclusters: [{name: two, cluster: {server: 'https://other:1'}}]\n");
        var path = string.Join(Path.PathSeparator, first, "/no/such/file", Write("config", Config()));
        Assert.Equal(new Uri("https://other:1"), Load(path).Server);
    }

    [Theory]
    [InlineData("clusters: [", "not YAML")]
    [InlineData("a list", "not a kubeconfig")]
    [InlineData("kind: Config", "current-context is missing")]
    [InlineData("current-context: x", "contexts has no entry named 'x'")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {user: u}}]", "contexts[x].context.cluster is missing")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: nonsense}}]", "clusters[c].cluster.server is not an absolute URL")]
    [InlineData(
        "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://a', certificate-authority-data: '%'}}]",
        "clusters[c].cluster.certificate-authority-data is not base64")]
    public void Load_SomethingIsWrong_NamesFileAndField(string text, string complaint)
    {
        var path = Write("config", text);
        var error = Assert.Throws<KubeConfigException>(() => Load(path));
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysWhich()
    {
        var error = Assert.Throws<KubeConfigException>(() => Load("/no/such/file"));
        Assert.StartsWith("/no/such/file: cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task TokenFile_RelativeToTheKubeconfig_IsReadAgainAfterAMinute()
    {
        Write("token", "first\n");
        var credential = Load(Write("config", Config(user: "tokenFile: token"))).Credential;
        Assert.Equal("first", await TokenAsync(credential));
        Write("token", "second\n");
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("first", await TokenAsync(credential));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", await TokenAsync(credential));
        File.Delete(Path.Join(folder.FullName, "token"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("second", await TokenAsync(credential));
    }

    [Fact]
    public void ClientCertificate_FilesRenewed_NextConnectionHasTheNewOne()
    {
        var old = WriteCertificate();
        var credential = Load(Write("config", Config(user: "client-certificate: tls.crt, client-key: tls.key"))).Credential;
        Assert.Equal(old, credential.GetCertificate()!.Thumbprint);
        Assert.Equal(WriteCertificate(), credential.GetCertificate()!.Thumbprint);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_AnswerIsKeptUntilItExpiresOrIsRefused()
    {
        WriteProgram("""
            #!/bin/sh
            echo run >> "$LOG"
            case "$KUBERNETES_EXEC_INFO" in *client.authentication.k8s.io/v1*) ;; *) exit 7;; esac
            n=$(wc -l < "$LOG" | tr -d ' ')
            echo '{"kind":"ExecCredential","status":{"token":"'$1-$n'","expirationTimestamp":"2026-01-01T01:00:00Z"}}'
            """);
        var exec = $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [t], env: [{{name: LOG, value: '{folder.FullName}/log'}}]}}";
        var credential = Load(Write("config", Config(user: exec))).Credential;
        Assert.Equal("t-1", await TokenAsync(credential));
        Assert.Equal("t-1", await TokenAsync(credential));
        Assert.True(credential.Invalidate());
        Assert.Equal("t-2", await TokenAsync(credential));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("t-3", await TokenAsync(credential));
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo s3cret", "did not print an ExecCredential")]
    public async Task Exec_PluginFails_SaysSoWithoutItsOutput(string script, string complaint)
    {
        WriteProgram("#!/bin/sh\n" + script);
        var credential = Load(Write("config", Config(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}"))).Credential;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TokenAsync(credential));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Exec_PluginIsMissing_GivesTheInstallHint()
    {
        var exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin-anywhere, installHint: Install it from example.org}";
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TokenAsync(Load(Write("config", Config(user: exec))).Credential));
        Assert.Contains("Install it from example.org", error.Message, StringComparison.Ordinal);
    }

    private static string Config(string cluster = "unused: x", string user = "token: abc") => $$$"""
        current-context: first
        contexts:
        - {name: first, context: {cluster: one, user: me, namespace: team}}
        - {name: second, context: {cluster: two, user: me}}
        clusters:
        - {name: one, cluster: {server: 'https://one:6443', {{{cluster}}} } }
        - {name: two, cluster: {server: 'https://two:6443'}}
        users:
        - {name: me, user: { {{{user}}} } }
        """;

    private static async Task<string?> TokenAsync(Credential credential) => (await credential.GetHeaderAsync(Cancellation))?.Parameter;

    private KubernetesClientConfiguration Load(string path) => KubernetesClientConfiguration.FromKubeConfig(path, timeProvider: time);

    private string Write(string name, string text)
    {
        var path = Path.Join(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void WriteProgram(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin is a shell script.");
        }
        else
        {
            File.SetUnixFileMode(Write("plugin", script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Write("tls.crt", certificate.ExportCertificatePem());
        Write("tls.key", key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
