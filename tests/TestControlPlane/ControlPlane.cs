using k8s;

namespace ConfigDrive.TestControlPlane;

/// <summary>
/// A real Kubernetes API server for a test fixture: one that <c>hack/control-plane</c> starts in a folder of its own and that ends with the
/// test process, or, with <c>USE_EXISTING_CLUSTER=true</c>, the cluster of <c>KUBECONFIG</c>.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private static readonly Lazy<Task<Programs>> Found = new(() => Programs.FindAsync(CancellationToken.None));

    private readonly Programs programs;
    private readonly string? directory;

    private ControlPlane(Programs programs, string kubeConfigPath, string? directory)
    {
        this.programs = programs;
        KubeConfigPath = kubeConfigPath;
        this.directory = directory;
    }

    /// <summary>The administrator's kubeconfig, with a client certificate.</summary>
    public string KubeConfigPath { get; }

    /// <summary>The same administrator's kubeconfig, with a bearer token.</summary>
    public string TokenKubeConfigPath => Path.Join(Own, "token.kubeconfig");

    /// <summary>Where the API server tells every request, one JSON object a line, when it was started with an audit level.</summary>
    public string AuditLogPath => Path.Join(Own, "audit.log");

    /// <summary>A file of its certificate authority: <c>ca.crt</c>, <c>ca.key</c>.</summary>
    public string AuthorityPath(string file) => Path.Join(Own, "pki", file);

    /// <summary>Process ID of the running kube-apiserver.</summary>
    public int ApiServerProcessId => int.Parse(File.ReadAllText(Path.Join(Own, "kube-apiserver.pid")), provider: null);

    /// <summary>Whether this is a cluster of the user's, whose processes a test can neither stop nor suspend.</summary>
    public bool IsExistingCluster => directory is null;

    private string Own => directory ?? throw new InvalidOperationException(
        "This needs a control plane of the test's own: unset USE_EXISTING_CLUSTER, or skip the test when IsExistingCluster.");

    /// <summary>Why no control plane can be had on this machine and what to do about it, as a reason to skip; null when one can.</summary>
    public static async Task<string?> UnavailableReasonAsync()
    {
        try
        {
            await Found.Value;
            return null;
        }
        catch (ControlPlaneUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>Starts a control plane, in about 3 seconds once its programs are cached.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="withControllerManager">Also runs kube-controller-manager: garbage collection, namespaces that finish, service accounts.</param>
    /// <param name="auditLevel">Level of <see cref="AuditLogPath"/>: Metadata, Request or RequestResponse; no log when absent.</param>
    /// <exception cref="ControlPlaneUnavailableException">Its programs are not on this machine and cannot be made here.</exception>
    public static async Task<ControlPlane> StartAsync(CancellationToken cancellationToken, bool withControllerManager = false, string? auditLevel = null)
    {
        var found = await Found.Value.WaitAsync(cancellationToken);
        if (found.ExistingKubeConfig is { } existing)
        {
            return new ControlPlane(found, existing, directory: null);
        }

        var own = Directory.CreateTempSubdirectory("control-plane-").FullName;
        string[] options = [.. withControllerManager ? (string[])["--with-controller-manager"] : [], .. auditLevel is null ? (string[])[] : ["--audit", auditLevel]];
        var controlPlane = new ControlPlane(found, Path.Join(own, "kubeconfig"), own);
        try
        {
            await ScriptAsync(["start", own, "--owner", Environment.ProcessId.ToString(provider: null), .. options], cancellationToken);
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }

        return controlPlane;
    }

    /// <summary>A client of the administrator's: Kubernetes' own for .NET, so that the operator's client is not judged by itself.</summary>
    public IKubernetes NewClient()
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeConfigPath);
        configuration.UserAgent = "tests";
        return new k8s.Kubernetes(configuration);
    }

    /// <summary>Ends kube-apiserver; its objects stay in etcd.</summary>
    public Task StopApiServerAsync(CancellationToken cancellationToken) => ScriptAsync(["stop-api-server", Own], cancellationToken);

    /// <summary>Starts kube-apiserver again (ending it first when it runs), at the same address, and returns when it is ready.</summary>
    public Task RestartApiServerAsync(CancellationToken cancellationToken) => ScriptAsync(["restart-api-server", Own], cancellationToken);

    /// <summary>Freezes kube-apiserver: connections stay open and nothing answers, as when its machine hangs.</summary>
    public void SuspendApiServer() => Signal.Send(ApiServerProcessId, Signal.Stop);

    /// <summary>Lets a frozen kube-apiserver go on.</summary>
    public void ResumeApiServer() => Signal.Send(ApiServerProcessId, Signal.Continue);

    /// <summary>Path of kubectl.</summary>
    public string Kubectl => programs.Kubectl;

    /// <summary>Runs kubectl as the administrator and returns its standard output; throws with its error output when it fails.</summary>
    public Task<string> KubectlAsync(params IReadOnlyList<string> arguments) => KubectlAsync(arguments, input: null, CancellationToken.None);

    /// <summary>Runs kubectl with <paramref name="input"/> on its standard input (<c>apply -f -</c>).</summary>
    public Task<string> KubectlAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken) =>
        ShellCommand.RunAsync(programs.Kubectl, ["--kubeconfig", KubeConfigPath, .. arguments], input, cancellationToken);

    /// <summary>
    /// Installs the custom resource definitions in a folder of YAML files, and returns when they are served. Those that are there already
    /// are replaced; in an existing cluster they are left as they are, as they may be KubeVirt's own.
    /// </summary>
    /// <remarks>
    /// Neither with kubectl's own validation nor by server-side apply: both know no CEL rule when the API server is older than 1.23. Nor by
    /// client-side apply, for which KubeVirt's definitions are too big.
    /// </remarks>
    public async Task ApplyCustomResourceDefinitionsAsync(string folder, CancellationToken cancellationToken)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
            .Where(file => File.ReadLines(file).Contains("kind: CustomResourceDefinition"))];
        if (files.Length == 0)
        {
            throw new ArgumentException($"{folder} holds no *.yaml file with a CustomResourceDefinition.", nameof(folder));
        }

        foreach (var file in files)
        {
            try
            {
                await KubectlAsync(["create", "--validate=false", "--filename", file], input: null, cancellationToken);
            }
            catch (ShellCommandException e) when (e.ErrorOutput.Contains("AlreadyExists", StringComparison.Ordinal))
            {
                if (!IsExistingCluster)
                {
                    await KubectlAsync(["replace", "--validate=false", "--filename", file], input: null, cancellationToken);
                }
            }
        }

        string[] names = [.. files.SelectMany(file => new[] { "--filename", file })];
        // kubectl does not wait but fails while a definition has no conditions at all, which is so at first.
        string[] wait = ["wait", "--for=condition=Established", "--timeout=30s", .. names];
        await Eventually.TrueAsync(
            () => KubectlAsync(wait, input: null, cancellationToken), told => told.Length > 0, cancellationToken, TimeSpan.FromSeconds(60));
    }

    /// <summary>Stops the control plane and removes its folder; leaves an existing cluster alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (directory is not null && Directory.Exists(directory))
        {
            await ScriptAsync(["stop", directory], CancellationToken.None);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<string> ScriptAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ShellCommand.RunAsync(Repository.ControlPlaneScript, arguments, input: null, cancellationToken);
}
