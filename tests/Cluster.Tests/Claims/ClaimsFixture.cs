using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>One full cluster with one operator, shared by tests of the primary store; each test has a namespace of its own.</summary>
public sealed class ClaimsFixture : IAsyncLifetime
{
    private FullCluster? cluster;
    private OperatorProcess? process;

    internal FullCluster Cluster => cluster!;

    internal OperatorProcess Operator => process!;

    public async ValueTask InitializeAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is null)
        {
            cluster = await FullCluster.StartAsync(CancellationToken.None, auditLevel: "Metadata");
            process = await cluster.StartOperatorAsync(CancellationToken.None);
        }
    }

    /// <summary>A fresh namespace for one test.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        Assert.SkipWhen(cluster is null, await ControlPlane.UnavailableReasonAsync() ?? "");
        return await Cluster.NewTenantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }
}
