using System.Net;
using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.CopyProgram;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>The copy endpoint in this process, with a library, limits and a clock of the test's own, and the real API server to ask.</summary>
internal sealed class TestEndpoint : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-endpoint-");
    private readonly RecordedLog log = new();
    private readonly CopyService service;
    private Task serving = Task.CompletedTask;

    private TestEndpoint(KubernetesClient client, string @namespace, CopyLimits? limits, TimeProvider time)
    {
        var settings = new CopySettings { Listen = new IPEndPoint(IPAddress.Loopback, 0), Url = new Uri("https://127.0.0.1"), TlsSecret = $"tls-{Guid.NewGuid():N}" };
        var grants = new CopyPodAuthorization(client.Metadata(Resources.Pods), client.Resource(OperatorResources.ConfigDrives));
        service = new CopyService(settings, client, @namespace, grants, new SecondaryStore(folder.FullName), Key, log, time, limits);
    }

    public RevisionKey Key { get; } = new(RandomNumberGenerator.GetBytes(32));

    public int Port { get; private set; }

    public IReadOnlyCollection<string> Log => log.Lines;

    /// <summary>File with what to trust the endpoint by.</summary>
    public string AuthorityFile => PathOf("ca.crt");

    public string Folder => folder.FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestEndpoint> StartAsync(ClusterFixture cluster, CopyTenant tenant, CopyLimits? limits = null, TimeProvider? time = null)
    {
        var endpoint = new TestEndpoint(cluster.OperatorClient, tenant.Name, limits, time ?? TimeProvider.System);
        await endpoint.RefreshCertificateAsync();
        endpoint.serving = endpoint.service.ServeAsync(endpoint.stop.Token);
        endpoint.Port = await endpoint.service.PortAsync;
        return endpoint;
    }

    /// <summary>What the endpoint takes for an image: any bytes that name no revision.</summary>
    public static byte[] NewImage(int bytes)
    {
        var image = RandomNumberGenerator.GetBytes(bytes);
        if (bytes >= RevisionField.End)
        {
            image.AsSpan(RevisionField.Start, RevisionField.End - RevisionField.Start).Clear();
        }

        return image;
    }

    /// <summary>The same image, and it names a revision.</summary>
    public static byte[] Naming(string revision, byte[] image)
    {
        var naming = image.ToArray();
        Encoding.ASCII.GetBytes(revision, naming.AsSpan(RevisionField.Start));
        return naming;
    }

    public async Task RefreshCertificateAsync()
    {
        await service.PrepareAsync(Token);
        await File.WriteAllTextAsync(AuthorityFile, service.AuthoritiesPem, Token);
    }

    /// <summary>Puts an image into the library.</summary>
    /// <returns>Path of its revision at the endpoint.</returns>
    public async Task<CopyPath> StoreAsync(CopyTenant tenant, byte[] image)
    {
        var file = PathOf("ConfigDrive", tenant.Name, "web-1", "configdrive.iso");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, image, Token);
        return new CopyPath(new(tenant.Name, "web-1"), (await Key.DigestOfAsync(new MemoryStream(image), "", Token))!);
    }

    public string UrlOf(object path) => $"https://127.0.0.1:{Port}{path}";

    /// <summary>Asks with curl, and tells status, headers and body.</summary>
    public async Task<(int ExitCode, int Status, string Headers, string Body)> CurlAsync(string path, string? token, params string[] more)
    {
        string[] authorization = token is null ? [] : ["--header", $"Authorization: Bearer {token}"];
        var (exitCode, output, _) = await Judge.RunAsync(
            "curl", ["--silent", "--path-as-is", "--cacert", AuthorityFile, "--dump-header", PathOf("headers"), "--write-out", "\n%{http_code}", .. authorization, .. more, UrlOf(path)]);
        var end = output.LastIndexOf('\n');
        return (exitCode, int.Parse(output[(end + 1)..], provider: null), await File.ReadAllTextAsync(PathOf("headers"), Token), output[..end]);
    }

    /// <summary>A client that trusts the endpoint and shows a token.</summary>
    public async Task<HttpClient> NewHttpClientAsync(string token)
    {
        var handler = new SocketsHttpHandler { SslOptions = EndpointTrust.By(await File.ReadAllTextAsync(AuthorityFile, Token)) };
        var http = new HttpClient(handler, disposeHandler: true);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Runs <c>copy</c> as a copy pod does.</summary>
    public async Task<(int ExitCode, string Message, byte[]? Disk)> CopyAsync(CopyPath path, string token, string? target = null)
    {
        await File.WriteAllTextAsync(PathOf("token"), token, Token);
        var claim = target ?? Directory.CreateDirectory(PathOf($"claim-{Guid.NewGuid():N}")).FullName;
        var (exitCode, _, _) = await OperatorCommand.RunAsync(
            Token, "copy", "--source", UrlOf(path), "--target", claim, "--token-file", PathOf("token"), "--ca-file", AuthorityFile,
            "--termination-log", PathOf("termination-log"), "--deadline", "2m");
        var disk = Path.Combine(claim, "disk.img");
        return (exitCode, await File.ReadAllTextAsync(PathOf("termination-log"), Token), File.Exists(disk) ? await File.ReadAllBytesAsync(disk, Token) : null);
    }

    public string PathOf(params string[] parts) => Path.Combine([folder.FullName, .. parts]);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        service.Dispose();
        Key.Dispose();
        stop.Dispose();
        log.Dispose();
        folder.Delete(recursive: true);
    }
}
