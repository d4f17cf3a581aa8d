using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>Many drives in one namespace, each with a VirtualMachine and a Secret of 8 KiB of its own.</summary>
internal sealed class Population(KubernetesClient client, int size)
{
    private const string Namespace = "default";
    private const int UserDataBytes = 8 * 1024;
    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = 16 };

    private readonly ResourceClient<V1Secret> secrets = client.Resource(Resources.Secrets);

    /// <summary>Name of one of them.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"vm-{number:00000}");

    /// <summary>Makes what the drives will need.</summary>
    public Task PrepareAsync()
    {
        var machines = client.Resource(OperatorResources.VirtualMachines);
        return System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, size), Parallel, async (number, token) =>
        {
            await machines.CreateAsync(new V1VirtualMachine { Metadata = Metadata(number) }, token);
            await secrets.CreateAsync(new V1Secret { Metadata = Metadata(number), Data = new() { ["userdata"] = UserData(number) } }, token);
        });
    }

    /// <summary>Creates the drives, and returns how long it took from the first creation to the last one's being ready.</summary>
    public async Task<TimeSpan> CreateAsync()
    {
        var drives = client.Resource(OperatorResources.ConfigDrives);
        using var stop = new CancellationTokenSource();
        var seen = new Informer<V1Alpha1ConfigDrive>(drives);
        var ready = new HashSet<string>(StringComparer.Ordinal);
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        seen.Subscribe(change =>
        {
            if (IsReady(change.New) && ready.Add(change.New!.Metadata.Name!) && ready.Count == size)
            {
                done.SetResult(Stopwatch.GetTimestamp());
            }
        });
        var watching = seen.RunAsync(stop.Token);
        await seen.WaitForSyncAsync(stop.Token);

        var start = Stopwatch.GetTimestamp();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(0, size), Parallel, async (number, token) => await drives.CreateAsync(Drive(number), token));
        var end = await done.Task.WaitAsync(TimeSpan.FromMinutes(10));
        await stop.CancelAsync();
        await watching;
        return Stopwatch.GetElapsedTime(start, end);
    }

    /// <summary>Gives one Secret other user data.</summary>
    public Task ChangeAsync(int number, int round) => secrets.PatchAsync(
        new NamespacedName(Namespace, Name(number)),
        new MergePatch(new JsonObject { ["data"] = new JsonObject { ["userdata"] = Convert.ToBase64String(UserData(size + round)) } }),
        cancellationToken: CancellationToken.None);

    /// <summary>The stored image of one drive.</summary>
    public static string ImageOf(string secondaryRoot, int number) =>
        Path.Combine(secondaryRoot, "ConfigDrive", Namespace, Name(number), "configdrive.iso");

    private static bool IsReady(V1Alpha1ConfigDrive? drive) =>
        drive?.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) is true;

    private static V1ObjectMeta Metadata(int number) => new() { Namespace = Namespace, Name = Name(number) };

    private static V1Alpha1ConfigDrive Drive(int number) => new()
    {
        Metadata = Metadata(number),
        Spec = new ConfigDriveSpec
        {
            VirtualMachineRef = new VirtualMachineReference { Name = Name(number) },
            UserData = new Source { SecretKeyRef = new KeySelector { Name = Name(number), Key = "userdata" } },
        },
    };

    private static byte[] UserData(int seed)
    {
        var random = new byte[UserDataBytes / 2];
        new Random(seed).NextBytes(random);
        return Encoding.ASCII.GetBytes($"#cloud-config\n# {Convert.ToHexString(random)}"[..UserDataBytes]);
    }
}
