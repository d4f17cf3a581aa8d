using System.Globalization;
using ConfigDrive.Benchmarks.Reporting;
using ConfigDrive.Cluster.Tests;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>A changed class reaches many drives, while tenants change theirs. What it is compared to is the operator at rest, in the same run.</summary>
internal sealed class ClassChange(int size) : IScenario
{
    private const int SecretChanges = 200;
    private static readonly TimeSpan AllowedChange = TimeSpan.FromSeconds(1);

    private readonly string drives = string.Create(CultureInfo.InvariantCulture, $"{size:N0} drives, a changed class at 6,000 a minute");

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"class-change-{size}");

    public async Task<IReadOnlyList<Comparison>> MeasureAsync()
    {
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(folder["secondary"]).FullName;
        await using var controlPlane = await ControlPlane.StartAsync(CancellationToken.None, auditLevel: "Metadata");
        await Definitions.ApplyConfigDriveAsync(controlPlane, CancellationToken.None);
        await Definitions.ApplyKubeVirtAsync(controlPlane, CancellationToken.None);
        using var client = controlPlane.NewClient();
        var audit = new AuditLog(controlPlane.AuditLogPath, MeasuredProgram.Operator.UserAgent);
        var population = new Population(client, size);
        await population.PrepareAsync();
        await population.ApplyClassAsync("#cloud-config\n# 1");

        await using var process = MeasuredProcess.Start(MeasuredProgram.Operator, controlPlane.KubeConfigPath, root);
        await process.QuietSinceAsync();
        await population.CreateAsync();
        await process.QuietSinceAsync();
        var changes = new SecretChange(population, root);
        var atRest = await changes.MeasureAsync(SecretChanges);
        await process.QuietSinceAsync();

        var position = audit.Position;
        IReadOnlyList<TimeSpan> meanwhile = [];
        var last = await population.TakeClassAsync("#cloud-config\n# 2", async () => meanwhile = await changes.MeasureAsync(SecretChanges, first: SecretChanges));
        var requests = audit.Since(position);
        return
        [
            new Comparison($"{drives}: class changed to last drive", Units.Of(last), "", "", "", IsMet: true),
            new Comparison(
                $"{drives}: API requests a drive, with the tenants' changes", ((double)requests.Count / size).ToString("0.00", CultureInfo.InvariantCulture), "", "", "", IsMet: true),
            Compare("Secret changed to new file meanwhile, p50", 50),
            Compare("the same, p99", 99),
        ];

        Comparison Compare(string what, int percentile)
        {
            var (ours, rest) = (meanwhile[meanwhile.Count * percentile / 100], atRest[atRest.Count * percentile / 100]);
            return new Comparison($"{drives}: {what}", Units.Of(ours), $"at rest {Units.Of(rest)}", Units.Percent(ours / rest), $"at most {Units.Of(AllowedChange)}", ours <= AllowedChange);
        }
    }
}
