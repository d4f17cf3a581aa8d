using System.Globalization;
using ConfigDrive.Benchmarks.Reporting;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>
/// The operator next to one made with client-go that does the least for the same outcome, one after the other. What the project allows a .NET
/// program beyond that: 0.3 s to the first request, and 80 MiB.
/// </summary>
internal sealed class OperatorAndPeer(int size) : IScenario
{
    private const long AllowedResident = 80L << 20;
    private static readonly TimeSpan AllowedFirstRequest = TimeSpan.FromMilliseconds(300);

    private readonly string drives = string.Create(CultureInfo.InvariantCulture, $"{size:N0} drives");

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"whole-system-{size}");

    public async Task<IReadOnlyList<Comparison>> MeasureAsync()
    {
        var peer = MeasuredProgram.Peer is { } program ? await ProgramAtWork.MeasureAsync(program, size) : null;
        var ours = await ProgramAtWork.MeasureAsync(MeasuredProgram.Operator, size);
        return
        [
            Time("first create to last Ready", figures => figures.Create),
            Time("processor time of that", figures => figures.CreateProcessorTime),
            Time("Secret changed to new file on disk, p50", figures => figures.SecretChanges[figures.SecretChanges.Count / 2]),
            Time("the same, p99", figures => figures.SecretChanges[figures.SecretChanges.Count * 99 / 100]),
            Time("restart to synced and quiet", figures => figures.Restart),
            Count("API requests at a restart", figures => figures.RestartRequests.Count),
            Count("writes among them", figures => figures.RestartRequests.Count(request => request.IsWrite)),
            Time("start to first request", figures => figures.FirstRequest, AllowedFirstRequest),
            Row("resident when idle", figures => figures.Resident, bytes => Units.Mebibytes((long)bytes), AllowedResident),
            Row("processor when idle", figures => figures.Idle, share => $"{Units.Percent(share, "0.000")} of a core"),
        ];

        Comparison Time(string what, Func<Figures, TimeSpan> of, TimeSpan allowed = default) =>
            Row(what, figures => of(figures).TotalSeconds, seconds => Units.Of(TimeSpan.FromSeconds(seconds)), allowed.TotalSeconds);

        Comparison Count(string what, Func<Figures, int> of) =>
            Row(what, figures => of(figures), count => count.ToString("N0", CultureInfo.InvariantCulture));

        Comparison Row(string what, Func<Figures, double> of, Func<double, string> text, double allowed = 0) =>
            Compare(what, of(ours), peer is null ? null : of(peer), text, allowed);
    }

    private Comparison Compare(string what, double ours, double? peer, Func<double, string> text, double allowed)
    {
        var most = Math.Max(peer ?? 0, allowed);
        return new Comparison(
            $"{drives}: {what}",
            text(ours),
            peer is { } measured ? $"client-go {text(measured)}" : "",
            peer is > 0 and var divisor ? Units.Percent(ours / divisor) : "",
            peer is null && allowed == 0 ? "" : $"at most {text(most)}",
            (peer is null && allowed == 0) || ours <= most);
    }
}
