using ConfigDrive.Cluster.Tests;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>Measures one program as a process on a real API server of its own, which shares the machine with it.</summary>
internal static class ProgramAtWork
{
    private const int SecretChanges = 500;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IdleWindow = TimeSpan.FromSeconds(60);

    public static async Task<Figures> MeasureAsync(MeasuredProgram program, int size)
    {
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(folder["secondary"]).FullName;
        await using var controlPlane = await ControlPlane.StartAsync(CancellationToken.None, auditLevel: "Metadata");
        await Definitions.ApplyConfigDriveAsync(controlPlane, CancellationToken.None);
        await Definitions.ApplyKubeVirtAsync(controlPlane, CancellationToken.None);
        using var client = controlPlane.NewClient();
        var audit = new AuditLog(controlPlane.AuditLogPath, program.UserAgent);
        var population = new Population(client, size);
        await population.PrepareAsync();

        TimeSpan create, processorTime;
        IReadOnlyList<TimeSpan> changes;
        await using (var first = MeasuredProcess.Start(program, controlPlane.KubeConfigPath, root))
        {
            await first.QuietSinceAsync();
            var before = first.ProcessorTime;
            create = await population.CreateAsync();
            await first.QuietSinceAsync();
            processorTime = first.ProcessorTime - before;
            changes = await new SecretChange(population, root).MeasureAsync(SecretChanges);
            await first.QuietSinceAsync();
        }

        var position = audit.Position;
        await using var second = MeasuredProcess.Start(program, controlPlane.KubeConfigPath, root);
        var quiet = await second.QuietSinceAsync();
        await Task.Delay(Settling, TimeProvider.System);
        var requests = audit.Since(position);
        return new Figures
        {
            Create = create,
            CreateProcessorTime = processorTime,
            SecretChanges = changes,
            Restart = quiet - second.Started,
            RestartRequests = requests,
            FirstRequest = requests.Min(request => request.Received) - second.Started,
            Resident = second.Resident,
            Idle = await second.IdleShareAsync(IdleWindow),
        };
    }
}
