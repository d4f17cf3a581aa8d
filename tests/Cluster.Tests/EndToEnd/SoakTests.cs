using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Load;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The operator at the limits of the chart, and a tenant that asks of it what it may. It keeps the library alone: copies would take the node hours.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class SoakTests(EndToEndFixture cluster)
{
    private const int Ordinary = 300;
    private const string Library = "soak-library";

    private static readonly TimeSpan Length =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("SOAK"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 300);

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorstTenant_ForFiveMinutes_NeitherEndsTheOperatorNorDelaysTheOthers()
    {
        var (others, worst) = (await cluster.NewTenantAsync(), await cluster.NewTenantAsync());
        await InstallAsync();
        var ordinary = new OrdinaryDrives(others, Ordinary);
        await ordinary.CreateAsync();
        var load = new WorstTenant(worst);
        await load.CreateAsync();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(Length);
        var changes = load.ChangeAllAsync(end.Token);
        var times = new List<TimeSpan>();
        while (!end.IsCancellationRequested)
        {
            times.Add(await ordinary.ChangeAsync(times.Count));
        }

        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{await changes} changes of the worst tenant; {times.Count} of the others, half of them ready within {times[times.Count / 2].TotalSeconds:F1} s, "
            + $"all within {times[^1].TotalSeconds:F1} s; the operator had {PeakMebibytes()} MiB at most");
        Assert.All(await cluster.Operator.PodsAsync(), pod => Assert.Equal(0, pod.Status.ContainerStatuses.Single().RestartCount));
        Assert.InRange(times[times.Count / 2], TimeSpan.Zero, Usual);

        await RemoveDrivesAsync(others);
        await RemoveDrivesAsync(worst);
    }

    // Not by kubectl, which deletes one after the other. The API server gives up after half a minute when they are many and large: the next request deletes the rest.
    private static async Task RemoveDrivesAsync(Tenant tenant)
    {
        const string Group = "configdrive.dev", Version = "v1alpha1", Plural = "configdrives";
        await Eventually.TrueAsync(
            async () =>
            {
                await tenant.Client.CustomObjects.DeleteCollectionNamespacedCustomObjectAsync(Group, Version, tenant.Name, Plural, cancellationToken: Token);
                return await tenant.Client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(Group, Version, tenant.Name, Plural, limit: 1, cancellationToken: Token);
            },
            first => first["items"]!.AsArray().Count == 0,
            Token,
            tenant.Deadline);
    }

    /// <summary>What the operator's process has had of memory at most (proc_pid_status(5)).</summary>
    private static int PeakMebibytes()
    {
        var line = File.ReadLines($"/proc/{Processes.Of("run").Single()}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>With a library that has room for all of it.</summary>
    private async Task InstallAsync()
    {
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = Library },
            Spec = new V1PersistentVolumeClaimSpec
            {
                StorageClassName = "local-immediate",
                AccessModes = ["ReadWriteMany"],
                Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Mi") } },
            },
        };
        await cluster.Client.CoreV1.CreateNamespacedPersistentVolumeClaimAsync(claim, Chart.Namespace, cancellationToken: Token);
        await Chart.UpgradeAsync($"primaryStorage.enabled=false,secondaryStorage.existingClaim={Library},resources.limits.cpu=1");
        await cluster.Operator.ReadyAsync();
    }
}
