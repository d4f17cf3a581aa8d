using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>The tests that KubeVirt and its double both have to pass.</summary>
[CollectionDefinition(Name)]
public sealed class ContractCollection : ICollectionFixture<ContractFixture>
{
    public const string Name = "KubeVirtContract";
}

/// <summary>The cluster of the contract, or why there is none.</summary>
public sealed class ContractFixture : IAsyncLifetime
{
    private ContractCluster? cluster;
    private string? unavailable;

    internal ContractCluster Cluster
    {
        get
        {
            Assert.SkipWhen(cluster is null, unavailable ?? "");
            return cluster!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            cluster = await ContractCluster.StartAsync();
        }
        catch (ControlPlaneUnavailableException exception)
        {
            unavailable = exception.Message;
        }
    }

    public ValueTask DisposeAsync() => cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>A test of the contract, in a namespace of its own, which it leaves as it found it: not there.</summary>
public abstract class ContractTest(ContractFixture fixture) : IAsyncLifetime
{
    private Tenant? tenant;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    internal ContractCluster Cluster => fixture.Cluster;

    internal Tenant Tenant => tenant!;

    public async ValueTask InitializeAsync() => tenant = await Cluster.NewTenantAsync();

    public async ValueTask DisposeAsync()
    {
        if (tenant is not null)
        {
            await Cluster.RemoveAsync(tenant);
        }

        GC.SuppressFinalize(this);
    }
}
