using System.Globalization;
using ConfigDrive.Benchmarks.Reporting;
using ConfigDrive.Cluster.Tests;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>
/// The operator as a process on a real API server, which shares the machine with it. The peer is an operator that did the same work with
/// controller-runtime (Secrets watched by metadata and read by GET, 4 workers, images of 64 KiB), measured on another machine of 2
/// processors with Kubernetes 1.36: its figures are a yardstick, not part of this run.
/// </summary>
internal sealed class OperatorAtWork(int size, Yardstick peer) : IScenario
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IdleWindow = TimeSpan.FromSeconds(60);

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"whole-system-{size}");

    public async Task<IReadOnlyList<Comparison>> MeasureAsync()
    {
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(folder["secondary"]).FullName;
        await using var controlPlane = await ControlPlane.StartAsync(CancellationToken.None, auditLevel: "Metadata");
        await Definitions.ApplyConfigDriveAsync(controlPlane, CancellationToken.None);
        await Definitions.ApplyKubeVirtAsync(controlPlane, CancellationToken.None);
        using var client = new KubernetesClient(KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath) with { UserAgent = "benchmark" });
        var audit = new AuditLog(controlPlane.AuditLogPath);
        var population = new Population(client, size);
        await population.PrepareAsync();

        var drives = string.Create(CultureInfo.InvariantCulture, $"{size:N0} drives");
        var rows = new List<Comparison>();
        await using (var first = await OperatorUnderMeasurement.StartAsync(controlPlane.KubeConfigPath, root))
        {
            var processorTime = first.ProcessorTime;
            var duration = await population.CreateAsync();
            await first.QuietSinceAsync();
            processorTime = first.ProcessorTime - processorTime;
            rows.Add(AtMost($"{drives}: first create to last Ready", duration, peer.Create));
            rows.Add(AtMost($"{drives}: processor time of that", processorTime, peer.CreateProcessorTime));

            if (peer.SecretChange is { } change)
            {
                var changes = await new SecretChange(population, root).MeasureAsync(500);
                rows.Add(AtMost("Secret changed to new file on disk, p50", changes[changes.Count / 2], change.Median));
                rows.Add(AtMost("the same, p99", changes[changes.Count * 99 / 100], change.Tail));
            }
        }

        var before = audit.Position;
        await using var second = await OperatorUnderMeasurement.StartAsync(controlPlane.KubeConfigPath, root);
        var quiet = await second.QuietSinceAsync();
        rows.Add(AtMost($"{drives}: restart to synced and quiet", quiet - second.Started, peer.Restart));
        await Task.Delay(Settling, TimeProvider.System);
        var requests = audit.Since(before);
        rows.Add(Count($"{drives}: API requests at a restart", requests, peer.RestartRequests));
        rows.Add(AtMost($"{drives}: start to first request", requests.Min(request => request.Received) - second.Started, peer.FirstRequest));
        rows.Add(Resident($"{drives}: resident when idle", second.Resident, peer.Resident));
        rows.Add(Idle($"{drives}: processor when idle", await second.IdleShareAsync(IdleWindow), peer.Idle));
        return rows;
    }

    private static Comparison AtMost(string what, TimeSpan ours, TimeSpan? peer) => Row(
        what, Units.Of(ours), peer is { } duration ? Units.Of(duration) : null, ours / (peer ?? ours), ours <= (peer ?? ours));

    private static Comparison Resident(string what, long ours, long peer) =>
        Row(what, Units.Mebibytes(ours), Units.Mebibytes(peer), (double)ours / peer, ours <= peer);

    private static Comparison Idle(string what, double ours, double peer) =>
        Row(what, $"{Units.Percent(ours, "0.000")} of a core", Units.Percent(peer, "0.00"), ours / peer, ours <= peer);

    private static Comparison Count(string what, IReadOnlyList<AuditedRequest> requests, int? peer)
    {
        var writes = requests.Count(request => request.IsWrite);
        var ours = string.Create(CultureInfo.InvariantCulture, $"{requests.Count}, {(writes == 0 ? "no" : writes)} write");
        return Row(
            what, ours, peer?.ToString("N0", CultureInfo.InvariantCulture), (double)requests.Count / (peer ?? requests.Count),
            writes == 0 && requests.Count <= (peer ?? int.MaxValue));
    }

    private static Comparison Row(string what, string ours, string? peer, double share, bool isMet) => peer is null
        ? new Comparison(what, ours, "", "", "", isMet)
        : new Comparison(what, ours, $"controller-runtime {peer}", Units.Percent(share), $"at most {peer}", isMet);
}
