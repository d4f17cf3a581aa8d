using System.Diagnostics;
using System.Globalization;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Leadership;

/// <summary>
/// Two processes and one lease. Each write bears the number of its writer's term, and the server numbers the writes: a write of an old term after one of a newer
/// would show that two worked at a time.
/// </summary>
public sealed class TwoProcessesTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    /// <summary>A lease that nobody renews lasts 15 s from when the other saw it last, at most 2.4 s after the fault; the rest is for a busy machine.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LeaseLasts = new LeaseElectorOptions { Lease = new("", "leader"), Identity = "" }.LeaseDuration;
    private readonly List<Process> processes = [];
    private string kubeconfig = "";
    private string ns = "";
    private KubernetesClient client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        kubeconfig = (await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath;
        client = await fixture.ClientAsync(Cancellation);
        ns = await fixture.NamespaceAsync(Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Leader_AskedToStop_GivesTheLeaseUpSoThatTheOtherStartsAtOnce()
    {
        var first = await StartLeaderAsync();
        var second = await StartFollowerAsync();
        var start = Stopwatch.GetTimestamp();
        Signal.Send(first.Id, Signal.Terminate);
        await LeadsAsync("second", LeaseLasts, start);
        await first.WaitForExitAsync(Cancellation);
        Assert.Equal(0, first.ExitCode);
        await NeverTwoAtWorkAsync(second);
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Leader_Killed_OtherTakesOverInTime()
    {
        var first = await StartLeaderAsync();
        var second = await StartFollowerAsync();
        var start = Stopwatch.GetTimestamp();
        first.Kill();
        await LeadsAsync("second", Takeover, start);
        await NeverTwoAtWorkAsync(second);
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Leader_FrozenAndThawed_WritesNothingMoreAndEnds()
    {
        var first = await StartLeaderAsync();
        var second = await StartFollowerAsync();
        var start = Stopwatch.GetTimestamp();
        Signal.Send(first.Id, Signal.Stop);
        await LeadsAsync("second", Takeover, start);
        Signal.Send(first.Id, Signal.Continue);
        await EndsAsLoserAsync(first);
        // Frozen between its last check and its write, which a lease cannot prevent.
        await NeverTwoAtWorkAsync(second, late: 1);
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Leader_CutOffAndJoinedAgain_WritesNothingMoreAndEnds()
    {
        await using var network = await NetworkNamespace.CreateAsync(client.Server, Cancellation);
        var first = await StartLeaderAsync(network);
        var second = await StartFollowerAsync();
        var start = Stopwatch.GetTimestamp();
        await network.CutAsync();
        await LeadsAsync("second", Takeover, start);
        await network.MendAsync();
        await EndsAsLoserAsync(first);
        await NeverTwoAtWorkAsync(second);
    }

    private static async Task EndsAsLoserAsync(Process process)
    {
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(LeadingProcess.Lost, process.ExitCode);
    }

    private async Task<Process> StartLeaderAsync(NetworkNamespace? network = null)
    {
        var process = Start("first", network);
        process.BeginOutputReadLine();
        await LeadsAsync("first", TimeSpan.FromSeconds(30), Stopwatch.GetTimestamp());
        await Eventually.TrueAsync(WritesAsync, writes => writes.Count > 20, Cancellation);
        return process;
    }

    /// <summary>Returns when it has seen who leads: its wait for the lease to expire begins with that.</summary>
    private async Task<Process> StartFollowerAsync()
    {
        var process = Start("second", null);
        var sees = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.EndsWith("is held by first", StringComparison.Ordinal) is true)
            {
                sees.TrySetResult();
            }
        };
        process.BeginOutputReadLine();
        await sees.Task.WaitAsync(Cancellation);
        return process;
    }

    private Process Start(string identity, NetworkNamespace? network)
    {
        string[] command = [Environment.ProcessPath!, "lead", kubeconfig, network?.Server.ToString() ?? "-", ns, identity];
        var line = network?.Inside(command) ?? command;
        var process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true })!;
        processes.Add(process);
        return process;
    }

    private async Task LeadsAsync(string identity, TimeSpan within, long since)
    {
        var leases = client.Resource(Resources.Leases);
        await Eventually.TrueAsync(
            () => leases.FindAsync(new(ns, "leader"), Cancellation), lease => lease?.Spec.HolderIdentity == identity, Cancellation);
        Assert.True(Stopwatch.GetElapsedTime(since) <= within, $"{identity} led after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.Test!.TestDisplayName}: {identity} led after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
    }

    private async Task NeverTwoAtWorkAsync(Process second, int late = 0)
    {
        await Eventually.TrueAsync(WritesAsync, writes => writes.Count(write => write.By.StartsWith("second", StringComparison.Ordinal)) > 20, Cancellation);
        Assert.False(second.HasExited);
        var terms = (await WritesAsync()).OrderBy(write => write.At).Select(write => write.Term).ToList();
        Assert.Equal([0, 1], terms.Distinct());
        Assert.InRange(terms.SkipWhile(term => term == 0).Count(term => term == 0), 0, late);
    }

    private async Task<List<(long At, int Term, string By)>> WritesAsync() =>
        await client.Metadata(Resources.ConfigMaps).ListAllAsync(new ListOptions { Namespace = ns, LabelSelector = LeadingProcess.TermLabel }, Cancellation)
            .Select(map => (
                long.Parse(map.Metadata.ResourceVersion!, CultureInfo.InvariantCulture),
                int.Parse(map.Metadata.Labels![LeadingProcess.TermLabel], CultureInfo.InvariantCulture),
                map.Metadata.Name!))
            .ToListAsync(Cancellation);
}
