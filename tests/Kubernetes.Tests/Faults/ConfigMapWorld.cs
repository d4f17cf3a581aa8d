using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>A namespace of ConfigMaps that changes at random, and the means to compare a store with it.</summary>
internal sealed class ConfigMapWorld(KubernetesClient direct, string ns, int names = 30)
{
    private readonly ResourceClient<V1PartialObjectMetadata> configMaps = direct.Metadata(Resources.ConfigMaps);
    private readonly Dictionary<NamespacedName, string> told = [];
    private readonly Lock gate = new();

    public string Namespace => ns;

    public string? Fault { get; private set; }

    /// <summary>Adds up what the informer tells, and notes when it does not follow from what it told before.</summary>
    public void Listen(Informer<V1PartialObjectMetadata> informer) => informer.Subscribe(change =>
    {
        lock (gate)
        {
            var key = NamespacedName.From(change.Object);
            if (told.GetValueOrDefault(key) != change.Old?.Metadata.ResourceVersion)
            {
                Fault ??= $"{key}: told of a change from {change.Old?.Metadata.ResourceVersion}, but had told of {told.GetValueOrDefault(key)}";
            }

            _ = change.New is null ? told.Remove(key) : (told[key] = change.New.Metadata.ResourceVersion!) is not null;
        }
    });

    /// <summary>Creates, changes and deletes at random until cancelled; returns how often.</summary>
    public async Task<int> ChangeAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var count = 0;
        try
        {
            for (; ; count++)
            {
                await ChangeOnceAsync(random, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return count;
        }
    }

    public async Task ChangeOnceAsync(Random random, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(ns, $"map-{random.Next(names)}");
        try
        {
            if (random.Next(3) == 0)
            {
                await configMaps.DeleteAsync(key, cancellationToken: cancellationToken);
            }
            else
            {
                var map = new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["metadata"] = new JsonObject { ["name"] = key.Name, ["labels"] = new JsonObject { ["n"] = $"{random.Next()}" } },
                };
                await configMaps.PatchAsync(key, new ApplyPatch(map), options: new PatchOptions("tests"), cancellationToken: cancellationToken);
            }
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException or IOException or TimeoutException)
        {
            // The server is down, or another writer came first: both are as they should be.
        }
    }

    /// <summary>Name and version of all there is, now or at a version.</summary>
    public async Task<string> ServerAsync(CancellationToken cancellationToken, string? version = null)
    {
        var options = new ListOptions { Namespace = ns, ResourceVersion = version, ResourceVersionMatch = version is null ? null : "Exact" };
        return Text(await configMaps.ListAllAsync(options, cancellationToken).ToListAsync(cancellationToken));
    }

    public static string Text(IEnumerable<V1PartialObjectMetadata> items) => string.Join(
        ' ', items.Select(item => $"{item.Metadata.Name}@{item.Metadata.ResourceVersion}").Order(StringComparer.Ordinal));

    /// <summary>Waits until the store equals the server, without the waits that the informer has learnt from faults, and what was told equals the store.</summary>
    public async Task ConvergesAsync(Informer<V1PartialObjectMetadata> informer, CancellationToken cancellationToken)
    {
        var server = await ServerAsync(cancellationToken);
        await Eventually.TrueAsync(
            () =>
            {
                informer.RetryNow();
                return Text(informer.Store.List());
            },
            store => store == server,
            cancellationToken);
        lock (gate)
        {
            Assert.Null(Fault);
            Assert.Equal(informer.Store.List().ToDictionary(NamespacedName.From, item => item.Metadata.ResourceVersion!).ToHashSet(), told.ToHashSet());
        }
    }
}
