using System.Diagnostics;
using System.Globalization;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>kill -9 of operators and copy pods at random instants, while user data changes.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class KillTests(EndToEndFixture cluster)
{
    private const int Machines = 8;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 100;

    // How many there are in that time is a matter of the machine's pace.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60 + Kills);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly int seed = Environment.TickCount;
    private Random? random;
    private int copies;
    private int operators;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Random Chance => random ??= new Random(seed);

    [Fact]
    public async Task OperatorAndCopyPods_KilledAtRandomInstants_ConvergeAndLeaveNothing()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Drives.Some(Machines));
        var start = Stopwatch.GetTimestamp();
        var rounds = 0;
        while ((copies + operators < Kills && Stopwatch.GetElapsedTime(start) < Limit) || copies == 0 || operators == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < 2 * Limit, $"{operators} operators and {copies} copy pods killed in {2 * Limit}: they no longer come.");
            rounds++;
            await tenant.ChangeAsync($"round-{rounds}", $"web-{Chance.Next(1, 5)}", $"web-{Chance.Next(5, 9)}");
            await KillForAWhileAsync();
            await AssertEachMachineNamesAFilledClaimAsync(tenant);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"killed {operators} operators and {copies} copy pods in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {rounds} rounds of changes meanwhile, by the seed {seed}");
        await cluster.Operator.ReadyAsync();
        await ConvergedAsync(tenant);
        await Leftovers.AreGoneAsync(cluster.Client);
        await tenant.AssertHoldsWhatRenderGivesAsync();
        Assert.Empty(LibraryFiles.Others());
    }

    private async Task KillForAWhileAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Round)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Chance.Next(100)), TimeProvider.System, Token);
            // Not every one that is seen, so that some are met late in their short life, and some never.
            copies += Processes.Of("copy").Count(process => Chance.Next(2) == 0 && Processes.Kill(process));
            if (Chance.Next(40) == 0 && await cluster.Operator.KillAsync())
            {
                operators++;
            }
        }
    }

    /// <summary>Or none. Claims are asked for last: they outlive their mention by seconds.</summary>
    private static async Task AssertEachMachineNamesAFilledClaimAsync(Tenant tenant)
    {
        var machines = await Task.WhenAll(Enumerable.Range(1, Machines).Select(number => tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachines", $"web-{number}")));
        var named = machines.Select(machine => machine.TemplateSpec().Volumes().Named("configdrive")?.ClaimName()).OfType<string>();
        var filled = (await tenant.ClaimsAsync()).Where(claim => claim.Metadata.Annotations?.ContainsKey("configdrive.dev/filled") is true).Select(claim => claim.Metadata.Name);
        Assert.Empty(named.Except(filled));
    }

    /// <summary>An operator that has just come may not have seen the last change, so a status that has settled says little.</summary>
    private static Task<bool> ConvergedAsync(Tenant tenant) => Eventually.TrueAsync(
        async () =>
        {
            await tenant.SettledAsync();
            await tenant.AssertHoldsWhatRenderGivesAsync();
            return true;
        },
        holds => holds,
        Token,
        tenant.Deadline);
}
