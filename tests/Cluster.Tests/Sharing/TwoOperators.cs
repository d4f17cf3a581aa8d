using ConfigDrive.Cluster.Tests.Claims;

namespace ConfigDrive.Cluster.Tests.Sharing;

/// <summary>One full cluster with two operators that divide the ConfigDrives by a label: each has its own namespace, Lease, key and library.</summary>
internal sealed class TwoOperators : IAsyncDisposable
{
    public const string Canary = "track=canary";
    public const string Others = "track!=canary";

    private readonly FullCluster cluster;
    private readonly List<DirectoryInfo> libraries = [];
    private readonly List<OperatorProcess> operators = [];

    private TwoOperators(FullCluster cluster) => this.cluster = cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TwoOperators> StartAsync()
    {
        var two = new TwoOperators(await FullCluster.StartAsync(Token));
        await two.StartOperatorAsync("others", Others);
        await two.StartOperatorAsync("canary", Canary);
        return two;
    }

    public Task<Tenant> NewTenantAsync() => cluster.NewTenantAsync();

    /// <summary>The tenant as the operator of the selector <see cref="Others"/> has it in its library.</summary>
    public Tenant ForOthers(Tenant tenant) => tenant.WithSecondaryRoot(libraries[0].FullName);

    /// <summary>The tenant as the operator of the selector <see cref="Canary"/> has it in its library.</summary>
    public Tenant ForCanary(Tenant tenant) => tenant.WithSecondaryRoot(libraries[1].FullName);

    /// <summary>How many images there are in both libraries.</summary>
    public int Images() => libraries.Sum(library => library.EnumerateFiles("*", SearchOption.AllDirectories).Count());

    public async ValueTask DisposeAsync()
    {
        foreach (var each in operators)
        {
            await each.DisposeAsync();
        }

        await cluster.DisposeAsync();
        libraries.ForEach(library => library.Delete(recursive: true));
    }

    private async Task StartOperatorAsync(string @namespace, string selector)
    {
        await cluster.ControlPlane.KubectlAsync("create", "namespace", @namespace);
        libraries.Add(Directory.CreateTempSubdirectory("configdrive-secondary-"));
        var port = OperatorProcess.FreePort();
        operators.Add(await OperatorProcess.StartAsync(
            cluster.ControlPlane.KubeConfigPath, libraries[^1].FullName, Token,
            "--operator-namespace", @namespace, "--leader-elect", "--selector", selector,
            "--copy-image", "example.org/configdrive-operator:test", "--copy-listen", $"127.0.0.1:{port}", "--copy-url", $"https://127.0.0.1:{port}"));
    }
}
