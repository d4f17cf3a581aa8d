using ConfigDrive.Cluster.Tests.Copying;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;
using NamespacedName = ConfigDrive.Kubernetes.Models.NamespacedName;

namespace ConfigDrive.Cluster.Tests.Certificates;

/// <summary>The Secret of an endpoint's certificate: made, renewed, shared, or somebody else's.</summary>
public sealed class TlsSecretTests(ClusterFixture cluster) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-tls-");
    private readonly ShiftedTime time = new();
    private readonly RecordedLog log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        log.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Replicas_ThatStartAndRenewAtOnce_ShareOneCertificate()
    {
        var key = await NewKeyAsync();
        var replicas = Enumerable.Range(0, 8).Select(_ => Replica(key)).ToArray();

        await Task.WhenAll(replicas.Select(replica => replica.RefreshAsync(Token)));
        var made = Assert.Single(replicas.Select(Thumbprint).Distinct());

        time.Shift = TimeSpan.FromDays(61);
        await Task.WhenAll(replicas.Select(replica => replica.RefreshAsync(Token)));
        // Who was late took up what another wrote; that it is not what it would have written itself does not matter.
        var renewed = Assert.Single(replicas.Select(Thumbprint).Distinct());
        Assert.NotEqual(made, renewed);

        time.Shift = TimeSpan.FromDays(500);
        await Task.WhenAll(replicas.Select(replica => replica.RefreshAsync(Token)));
        Assert.Single(replicas.Select(Thumbprint).Distinct());
        Assert.Equal(2, TlsMaterial.Parse(replicas[0].Current.AuthoritiesPem).Count);
    }

    [Fact]
    public async Task Replicas_BeforeAndAfterAnUpgrade_DoNotTakeEachOthersNamesAway()
    {
        var key = await NewKeyAsync();
        TlsSecret[] replicas = [Replica(key, "192.0.2.7"), Replica(key, "192.0.2.8")];

        await replicas[0].RefreshAsync(Token);
        await replicas[1].RefreshAsync(Token);
        var version = (await SecretAsync(key)).Metadata.ResourceVersion;
        await replicas[0].RefreshAsync(Token);
        await replicas[1].RefreshAsync(Token);

        Assert.Equal(version, (await SecretAsync(key)).Metadata.ResourceVersion);
        Assert.Single(replicas.Select(Thumbprint).Distinct());
    }

    [Fact]
    public async Task Certificate_ThatIsStillGood_IsWrittenOnceOnly()
    {
        var key = await NewKeyAsync();
        await Replica(key).RefreshAsync(Token);
        var version = (await SecretAsync(key)).Metadata.ResourceVersion;

        await Replica(key).RefreshAsync(Token);

        var secret = await SecretAsync(key);
        Assert.Equal(version, secret.Metadata.ResourceVersion);
        Assert.Equal("kubernetes.io/tls", secret.Type);
    }

    [Fact]
    public async Task Certificate_OfSomebodyElse_IsUsedTakenUpAnewAndNeverOverwritten()
    {
        var key = await NewKeyAsync();
        var first = await WriteForeignAsync(key);
        var replica = Replica(key);
        await replica.RefreshAsync(Token);
        Assert.Equal(first, Thumbprint(replica));

        var second = await WriteForeignAsync(key);
        var version = (await SecretAsync(key)).Metadata.ResourceVersion;
        await replica.RefreshAsync(Token);
        Assert.Equal(second, Thumbprint(replica));

        time.Shift = TimeSpan.FromHours(23); // Its day is nearly over: whoever made it must renew it.
        await replica.RefreshAsync(Token);
        Assert.Equal(version, (await SecretAsync(key)).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Certificate_WrittenOverOurs_IsUsedAndNotRenewed()
    {
        var key = await NewKeyAsync();
        var replica = Replica(key);
        await replica.RefreshAsync(Token);

        var theirs = await WriteForeignAsync(key); // Our label and ca.key stay in the Secret.
        await replica.RefreshAsync(Token);
        time.Shift = TimeSpan.FromHours(23);
        await replica.RefreshAsync(Token);

        Assert.Equal(theirs, Thumbprint(replica));
    }

    [Fact]
    public async Task Secret_ThatCannotBeUsed_IsNamedAndTheLastGoodCertificateStays()
    {
        var key = await NewKeyAsync();
        var replica = Replica(key);
        await replica.RefreshAsync(Token);
        var good = Thumbprint(replica);

        var secret = await SecretAsync(key);
        secret.Data["tls.crt"] = "nothing"u8.ToArray();
        await ReplaceAsync(secret);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => replica.RefreshAsync(Token));
        Assert.StartsWith($"Secret {key} cannot serve the copy endpoint: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(good, Thumbprint(replica));

        await cluster.Client.CoreV1.DeleteNamespacedSecretAsync(key.Name, key.Namespace, cancellationToken: Token);
        await replica.RefreshAsync(Token);
        Assert.NotEqual(good, Thumbprint(replica));
    }

    [Fact]
    public async Task Secret_ThatChangesWhileWeRun_IsTakenUpByItself()
    {
        var key = await NewKeyAsync();
        var replica = Replica(key);
        await replica.RefreshAsync(Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = replica.RunAsync(stop.Token);

        var theirs = await WriteForeignAsync(key);
        await Eventually.TrueAsync(() => Thumbprint(replica), thumbprint => thumbprint == theirs, Token);

        await stop.CancelAsync();
        await running;
    }

    private Task<V1Secret> SecretAsync(NamespacedName key) =>
        cluster.Client.CoreV1.ReadNamespacedSecretAsync(key.Name, key.Namespace, cancellationToken: Token);

    private Task<V1Secret> ReplaceAsync(V1Secret secret) =>
        cluster.Client.CoreV1.ReplaceNamespacedSecretAsync(secret, secret.Name(), secret.Namespace(), cancellationToken: Token);

    private static string Thumbprint(TlsSecret replica) => replica.Current.Context.TargetCertificate.Thumbprint;

    private TlsSecret Replica(NamespacedName key, string name = "copy.example.org") => new(cluster.OperatorClient, key, "the copy endpoint", [name], log, time);

    private async Task<NamespacedName> NewKeyAsync() => new((await cluster.NewTenantAsync()).Name, "configdrive-operator-copy-tls");

    /// <summary>A certificate as somebody else makes it: here openssl.</summary>
    private async Task<string> WriteForeignAsync(NamespacedName key)
    {
        var (certificate, privateKey) = (Path.Combine(folder.FullName, "tls.crt"), Path.Combine(folder.FullName, "tls.key"));
        var (exitCode, _, error) = await Judge.RunAsync(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=somebody else",
            "-addext", "subjectAltName=DNS:copy.example.org", "-keyout", privateKey, "-out", certificate);
        Assert.True(exitCode == 0, error);
        var pem = await File.ReadAllBytesAsync(certificate, Token);
        var secret = await SecretAsync(key).OrNullAsync();
        var written = secret ?? new V1Secret
        {
            Metadata = new V1ObjectMeta { NamespaceProperty = key.Namespace, Name = key.Name },
            Type = "kubernetes.io/tls",
            Data = new Dictionary<string, byte[]>(),
        };
        written.Data["tls.crt"] = written.Data["ca.crt"] = pem;
        written.Data["tls.key"] = await File.ReadAllBytesAsync(privateKey, Token);
        await (secret is null ? cluster.Client.CoreV1.CreateNamespacedSecretAsync(written, key.Namespace, cancellationToken: Token) : ReplaceAsync(written));
        return TlsMaterial.Parse(System.Text.Encoding.ASCII.GetString(pem))[0].Thumbprint;
    }
}
