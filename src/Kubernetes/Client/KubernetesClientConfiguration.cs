using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Where the API server is, how to trust it, who we are, and how patient to be.</summary>
public sealed record KubernetesClientConfiguration
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Root of the API: <c>https://10.0.0.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The namespace meant when none is named.</summary>
    public string Namespace { get; init; } = "default";

    public Credential Credential { get; init; } = Credential.Anonymous;

    /// <summary>The cluster's own authority; null trusts what the system trusts.</summary>
    public ClusterTrust? Trust { get; init; }

    /// <summary>Accepts any server certificate. Only when the kubeconfig says so.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must bear, when it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A proxy, with name and password if it wants them; null follows <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>How long one attempt at a request may take, watches aside.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection with requests under way may be silent before it is pinged, and how long the answer may take: a dead one is noticed within thrice
    /// this. What is not acknowledged within one and a half times this is dropped with its connection.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Asked before each request that writes; throwing keeps the request from being sent. The lease elector fences a former leader with it.</summary>
    public Action? WriteFence { get; init; }

    /// <summary>Puts a handler around the HTTP stack, for tests that see or change requests and answers; null for none.</summary>
    internal Func<HttpMessageHandler, HttpMessageHandler>? WrapTransport { get; init; }

    /// <summary>Names the program to the server, as the owner of what it applies too; null names none, and then each apply must.</summary>
    public string? UserAgent { get; init; }

    /// <summary>True in a pod with a service account.</summary>
    public static bool IsInCluster =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists($"{ServiceAccountFolder}/token");

    /// <summary>The configuration of a pod's service account. Token and authority are taken up anew when their files change.</summary>
    /// <exception cref="InvalidOperationException">The process does not run in a pod with a service account.</exception>
    public static KubernetesClientConfiguration InCluster(TimeProvider? timeProvider = null)
    {
        if (!IsInCluster)
        {
            throw new InvalidOperationException(
                $"Not in a cluster: KUBERNETES_SERVICE_HOST is not set or {ServiceAccountFolder}/token is missing. Name a kubeconfig instead.");
        }

        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST")!;
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443";
        var server = new Uri(host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}");
        return FromServiceAccount(server, ServiceAccountFolder, timeProvider ?? TimeProvider.System);
    }

    /// <summary>The configuration in the files that the kubelet puts into a pod and keeps up to date.</summary>
    internal static KubernetesClientConfiguration FromServiceAccount(Uri server, string folder, TimeProvider timeProvider) => new()
    {
        Server = server,
        Namespace = File.Exists($"{folder}/namespace") ? File.ReadAllText($"{folder}/namespace").Trim() : "default",
        Credential = new TokenFileCredential($"{folder}/token", timeProvider),
        Trust = new ClusterTrust(() => File.ReadAllText($"{folder}/ca.crt")),
    };

    /// <summary>The configuration in a kubeconfig.</summary>
    /// <param name="path">File, or several joined by the path separator, of which the first to name a thing wins; null means <c>~/.kube/config</c>.</param>
    /// <param name="context">Context; null means the current one.</param>
    /// <param name="timeProvider">Clock for the credentials' expiry.</param>
    /// <exception cref="KubeConfigException">The file is missing or wrong: the message names file and field.</exception>
    public static KubernetesClientConfiguration FromKubeConfig(string? path = null, string? context = null, TimeProvider? timeProvider = null) =>
        KubeConfig.Load(path ?? HomeKubeConfig).ToConfiguration(context, timeProvider ?? TimeProvider.System);

    /// <summary>The first of: the file named, <c>$KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>.</summary>
    /// <exception cref="KubeConfigException">The file is missing or wrong: the message names file and field.</exception>
    public static KubernetesClientConfiguration Resolve(string? kubeconfigPath = null)
    {
        var path = kubeconfigPath ?? Environment.GetEnvironmentVariable("KUBECONFIG");
        return string.IsNullOrEmpty(path) && IsInCluster ? InCluster() : FromKubeConfig(string.IsNullOrEmpty(path) ? null : path);
    }

    private static string HomeKubeConfig => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
}
