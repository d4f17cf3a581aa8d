namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>
/// A cluster with KubeVirt and the operator: one on this machine in which KubeVirt is played, or one of the user's. What the player can do
/// at once, and KubeVirt does in its own time, has one name here, so that a scenario reads the same in both.
/// </summary>
internal abstract class ContractCluster : IAsyncDisposable
{
    /// <summary>Whether the contract is for the cluster of <c>KUBECONFIG</c>: <c>hack/kubevirt-test</c> says so.</summary>
    public static bool IsGiven { get; } = Environment.GetEnvironmentVariable("KUBEVIRT_CLUSTER") == "true";

    /// <summary>An image of a guest, in a registry that the nodes can reach; one with a guest agent answers more.</summary>
    public static string GuestImage { get; } = Environment.GetEnvironmentVariable("KUBEVIRT_GUEST_IMAGE") is { Length: > 0 } image
        ? image
        : "quay.io/containerdisks/fedora:latest";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ContractCluster> StartAsync() => IsGiven ? await GivenCluster.FindAsync() : await PlayedCluster.StartAsync();

    /// <summary>A fresh namespace for one test.</summary>
    public abstract Task<Tenant> NewTenantAsync();

    /// <summary>Takes the namespace of a test away, with all that it made.</summary>
    public abstract Task RemoveAsync(Tenant tenant);

    /// <summary>Skips the test where KubeVirt does not follow changed media of running guests.</summary>
    public abstract Task NeedMediaChangesAsync();

    /// <summary>Has KubeVirt not follow changed media until disposed; skips the test where it does and others may rely on that.</summary>
    public abstract Task<IAsyncDisposable> WithoutMediaChangesAsync();

    /// <summary>Makes a VirtualMachinePreference in the namespace of a test, which prefers a bus for CD-ROMs until disposed.</summary>
    public abstract Task<IAsyncDisposable> WithPreferenceAsync(Tenant tenant, string name, string cdromBus);

    /// <summary>Skips the test where a running guest cannot move.</summary>
    public abstract Task NeedMigrationsAsync(Tenant tenant);

    /// <summary>Skips the test where nobody asks migrations to wait for a change of the drive.</summary>
    public abstract Task NeedMigrationWebhookAsync();

    /// <summary>Waits until the agent of a running guest reports; skips the test where it has none.</summary>
    public abstract Task AgentReportsAsync(Tenant tenant);

    /// <summary>Has KubeVirt take its time until disposed, as a real one does anyway.</summary>
    public abstract IAsyncDisposable Slowly();

    /// <summary>Has the guest keep the medium for a while after it was asked for it, as a real change takes seconds anyway.</summary>
    public abstract IAsyncDisposable WithHeldMedium(Tenant tenant);

    public abstract ValueTask DisposeAsync();

    /// <summary>Something to be put right when a test is over.</summary>
    protected sealed class Restoring(Func<Task> restore) : IAsyncDisposable
    {
        public static Restoring Nothing { get; } = new(() => Task.CompletedTask);

        public async ValueTask DisposeAsync() => await restore();
    }
}
