using System.Globalization;
using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Where the API server is, how to trust it, how to authenticate, and the time limits.</summary>
public sealed record KubernetesClientConfiguration
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Root of the API: <c>https://10.0.0.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The namespace to use when none is given.</summary>
    public string Namespace { get; init; } = "default";

    public Credential Credential { get; init; } = Credential.Anonymous;

    /// <summary>The cluster's own certificate authority; null for those that the system trusts.</summary>
    public ClusterTrust? Trust { get; init; }

    /// <summary>Accepts any server certificate. Only when the kubeconfig says so.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must have, when it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A proxy, with name and password if it needs them; null for <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>How long one attempt at a request may take, watches aside.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection with requests in progress may be silent before it is pinged, and how long the answer may take: a dead one is noticed within three times
    /// this. Data that is not acknowledged within one and a half times this is discarded with its connection.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Called before each request that writes; an exception keeps the request from being sent. The lease elector fences a former leader with it.</summary>
    public Action? WriteFence { get; init; }

    /// <summary>Wraps the HTTP stack in a handler, for tests that observe or change requests and answers; null for none.</summary>
    internal Func<HttpMessageHandler, HttpMessageHandler>? WrapTransport { get; init; }

    /// <summary>The program's name for the server, and its default field manager; null for none, and then each server-side apply must name a manager.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The configuration in the files that the kubelet mounts into a pod and keeps up to date.</summary>
    internal static KubernetesClientConfiguration FromServiceAccount(Uri server, string folder, TimeProvider timeProvider) => new()
    {
        Server = server,
        Namespace = File.Exists($"{folder}/namespace") ? File.ReadAllText($"{folder}/namespace").Trim() : "default",
        Credential = new TokenFileCredential($"{folder}/token", timeProvider),
        Trust = new ClusterTrust(() => File.ReadAllText($"{folder}/ca.crt")),
    };

    /// <summary>The configuration in a kubeconfig.</summary>
    /// <param name="path">File, or several joined by the path separator, of which the first that has an entry wins; null means <c>~/.kube/config</c>.</param>
    /// <param name="context">Context; null means the current one.</param>
    /// <param name="timeProvider">Clock for the credentials' expiry.</param>
    /// <exception cref="KubeConfigException">The file is missing or invalid: the message names file and field.</exception>
    public static KubernetesClientConfiguration FromKubeConfig(string? path = null, string? context = null, TimeProvider? timeProvider = null) =>
        KubeConfig.Load(path ?? HomeKubeConfig).ToConfiguration(context, timeProvider ?? TimeProvider.System);

    /// <summary>The first of: the file named, <c>$KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>.</summary>
    /// <exception cref="KubeConfigException">The file is missing or invalid: the message names file and field.</exception>
    public static KubernetesClientConfiguration Resolve(string? kubeconfigPath = null)
    {
        if ((kubeconfigPath ?? Environment.GetEnvironmentVariable("KUBECONFIG")) is { Length: > 0 } path)
        {
            return FromKubeConfig(path);
        }

        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443";
        return Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } host && File.Exists($"{ServiceAccountFolder}/token")
            ? FromServiceAccount(new UriBuilder("https", host, int.Parse(port, CultureInfo.InvariantCulture)).Uri, ServiceAccountFolder, TimeProvider.System)
            : FromKubeConfig();
    }

    private static string HomeKubeConfig => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
}
