using System.Diagnostics;
using ConfigDrive.Cluster.Tests.Claims;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class SwapTests(EndToEndFixture cluster)
{
    private const int Swaps = 10;

    // Longer than claims are kept that nobody names.
    private static readonly TimeSpan GuestsPatience = TimeSpan.FromSeconds(7);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_OfARunningMachine_IsSwappedOverAndOver_AndKeptWhileTheGuestHasIt()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Drives.Some(1));
        await tenant.SettledAsync();
        await using var inUse = new ClaimsInUse(tenant);
        var guest = new Guest(cluster, tenant);
        var claim = await guest.StartAsync();
        await guest.AssertReadsAsync(claim, "web-1");
        claim = await HeldAsync(tenant, guest, claim);
        for (var swap = 1; swap <= Swaps; swap++)
        {
            var start = Stopwatch.GetTimestamp();
            await tenant.ChangeAsync($"swap-{swap}", "web-1");
            claim = await guest.OtherClaimAsync(claim);
            await guest.AssertReadsAsync(claim, $"swap-{swap}");
            TestContext.Current.TestOutputHelper!.WriteLine($"swap {swap}: from the change of the Secret to the new drive read: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
            await guest.AttachedAsync(claim);
        }

        await Leftovers.AreGoneAsync(cluster.Client);
        await inUse.AssertNoneDeletedAsync();
        await guest.StopAsync();
    }

    /// <summary>A swap that the guest holds up: it does not let go of its drive for longer than claims are kept that nobody names.</summary>
    private static async Task<string> HeldAsync(Tenant tenant, Guest guest, string claim)
    {
        guest.HoldTray(isHeld: true);
        await tenant.ChangeAsync("held", "web-1");
        var next = await guest.OtherClaimAsync(claim);
        await tenant.ReasonAsync("web-1", "Attached", "SyncFailed");
        // Nothing to wait for: nothing is to happen.
        await Task.Delay(GuestsPatience, TimeProvider.System, Token);
        Assert.Null((await tenant.ClaimAsync(claim)).Metadata.DeletionTimestamp);
        guest.HoldTray(isHeld: false);
        await guest.AssertReadsAsync(next, "held");
        await guest.AttachedAsync(next);
        return next;
    }
}
