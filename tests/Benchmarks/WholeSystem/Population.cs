using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>Many drives in one namespace, each with a VirtualMachine and a Secret of 8 KiB of its own.</summary>
internal sealed class Population(IKubernetes client, int size)
{
    private const string Namespace = "default";
    private const string Group = "configdrive.dev";
    private const string Version = "v1alpha1";
    private const string Drives = "configdrives";
    private const int UserDataBytes = 8 * 1024;
    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = 16 };

    public int Size { get; } = size;

    /// <summary>Name of one of them.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"vm-{number:00000}");

    /// <summary>Makes what the drives will need.</summary>
    public Task PrepareAsync() => System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, Size), Parallel, async (number, token) =>
    {
        await CreateAsync("kubevirt.io", "v1", "VirtualMachine", "virtualmachines", number, new JsonObject { ["template"] = new JsonObject() }, token);
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = Name(number) },
            Data = new Dictionary<string, byte[]> { ["userdata"] = UserData(number) },
        };
        await client.CoreV1.CreateNamespacedSecretAsync(secret, Namespace, cancellationToken: token);
    });

    /// <summary>Creates the drives, and returns how long it took from the first creation to the last one's being ready.</summary>
    public async Task<TimeSpan> CreateAsync()
    {
        await using var ready = new Arrival(this, drive => drive.IsReady);
        var start = Stopwatch.GetTimestamp();
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, Size), Parallel, async (number, token) =>
        {
            var spec = new JsonObject
            {
                ["virtualMachineRef"] = new JsonObject { ["name"] = Name(number) },
                ["userData"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = Name(number), ["key"] = "userdata" } },
            };
            await CreateAsync(Group, Version, "ConfigDrive", Drives, number, spec, token);
        });
        return Stopwatch.GetElapsedTime(start, await ready.LastAsync());
    }

    /// <summary>Makes the default class, or changes it; one that is changed reaches 6,000 drives a minute.</summary>
    /// <returns>Its generation.</returns>
    public async Task<long> ApplyClassAsync(string vendorData)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = $"{Group}/{Version}",
            ["kind"] = "ConfigDriveClass",
            ["metadata"] = new JsonObject { ["name"] = "standard", ["annotations"] = new JsonObject { ["configdrive.dev/is-default-class"] = "true" } },
            ["spec"] = new JsonObject
            {
                ["rollout"] = new JsonObject { ["mode"] = "Live", ["perMinute"] = 6000 },
                ["vendorData"] = new JsonObject { ["inline"] = vendorData },
            },
        };
        var patch = new V1Patch(body.ToJsonString(), V1Patch.PatchType.ApplyPatch);
        var applied = await client.CustomObjects.PatchClusterCustomObjectAsync<JsonObject>(
            patch, Group, Version, "configdriveclasses", "standard", fieldManager: "benchmark");
        return (long)applied["metadata"]!["generation"]!;
    }

    /// <summary>Changes the class, has <paramref name="meanwhile"/> go on, and returns how long it took until all drives had it.</summary>
    public async Task<TimeSpan> TakeClassAsync(string vendorData, Func<Task> meanwhile)
    {
        long generation = long.MaxValue;
        await using var taken = new Arrival(this, drive => drive.ClassGeneration >= Volatile.Read(ref generation));
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref generation, await ApplyClassAsync(vendorData));
        await meanwhile();
        return Stopwatch.GetElapsedTime(start, await taken.LastAsync());
    }

    /// <summary>Gives one Secret other user data.</summary>
    public Task ChangeAsync(int number, int round)
    {
        var patch = new JsonObject { ["data"] = new JsonObject { ["userdata"] = Convert.ToBase64String(UserData(Size + round)) } };
        return client.CoreV1.PatchNamespacedSecretAsync(new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), Name(number), Namespace);
    }

    /// <summary>The stored image of one drive.</summary>
    public static string ImageOf(string secondaryRoot, int number) =>
        Path.Combine(secondaryRoot, "ConfigDrive", Namespace, Name(number), "configdrive.iso");

    private Task<JsonObject> CreateAsync(string group, string version, string kind, string plural, int number, JsonObject spec, CancellationToken cancellationToken) =>
        client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            new JsonObject
            {
                ["apiVersion"] = $"{group}/{version}",
                ["kind"] = kind,
                ["metadata"] = new JsonObject { ["name"] = Name(number) },
                ["spec"] = spec,
            },
            group, version, Namespace, plural, cancellationToken: cancellationToken);

    private async Task<(IEnumerable<Drive> Items, string ResourceVersion)> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.CustomObjects.ListNamespacedCustomObjectAsync<DriveList>(Group, Version, Namespace, Drives, cancellationToken: cancellationToken);
        return (list.Items, list.Metadata.ResourceVersion);
    }

    private IAsyncEnumerable<(WatchEventType Type, Drive Object)> WatchAsync(string resourceVersion, CancellationToken cancellationToken) =>
        client.CustomObjects
            .WatchListNamespacedCustomObjectAsync(
                Group, Version, Namespace, Drives, resourceVersion: resourceVersion, cancellationToken: cancellationToken)
            .Select(change => (change.Item1, KubernetesJson.Deserialize<Drive>(((JsonElement)change.Item2).GetRawText())));

    private static byte[] UserData(int seed)
    {
        var random = new byte[UserDataBytes / 2];
        new Random(seed).NextBytes(random);
        return Encoding.ASCII.GetBytes($"#cloud-config\n# {Convert.ToHexString(random)}"[..UserDataBytes]);
    }

    /// <summary>When the last drive fulfils a condition.</summary>
    private sealed class Arrival : IAsyncDisposable
    {
        private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<string> arrived = new(StringComparer.Ordinal);
        private readonly Watched<Drive> watched;

        public Arrival(Population population, Func<Drive, bool> condition) => watched = new Watched<Drive>(population.ListAsync, population.WatchAsync, drive =>
        {
            if (condition(drive) && arrived.Add(drive.Name()) && arrived.Count == population.Size)
            {
                done.SetResult(Stopwatch.GetTimestamp());
            }
        });

        public Task<long> LastAsync() => done.Task.WaitAsync(TimeSpan.FromMinutes(10));

        public ValueTask DisposeAsync() => watched.DisposeAsync();
    }

    /// <summary>Of a ConfigDrive, what tells how far it is.</summary>
    private sealed record Drive : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();

        public JsonObject? Status { get; set; }

        public long ClassGeneration => (long?)Status?["classGeneration"] ?? 0;

        public bool IsReady => Status?["conditions"]?.AsArray().Any(condition => (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True") is true;
    }

    private sealed record DriveList
    {
        public V1ListMeta Metadata { get; set; } = new();

        public IReadOnlyList<Drive> Items { get; set; } = [];
    }
}
