using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.TestControlPlane;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Tests.Leadership;

/// <summary>The rules of the lease, in virtual time on a real API server.</summary>
public sealed class LeaseElectorTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly VirtualTime time = new();
    private ResourceClient<V1Lease> leases = null!;
    private KubernetesClient client = null!;
    private NamespacedName key;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        client = await fixture.ClientAsync(Cancellation);
        leases = client.Resource(Resources.Leases);
        key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "lease");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact(Timeout = Deadline.Short)]
    public async Task Acquire_NoLease_MakesIt()
    {
        await using var elector = Elector("a");
        await using var term = await elector.AcquireAsync(Cancellation);
        var lease = await leases.GetAsync(key, Cancellation);
        Assert.Equal(("a", 15, 0), (lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds, lease.Spec.LeaseTransitions));
        Assert.True(elector.IsLeader);
        Assert.Equal(0, term.Number);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Acquire_HolderWasClearedToNull_TakesItAtOnce()
    {
        await CreateAsync(null);
        await using var elector = Elector("a");
        await using var term = await elector.AcquireAsync(Cancellation);
        Assert.Equal(5, term.Number);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Acquire_AnotherHoldsIt_WaitsItsDurationFromTheFirstLookWhateverTheTimesInItSay()
    {
        await CreateAsync("other", duration: 40);
        var logger = new RecordingLogger();
        await using var elector = Elector("a", logger);
        var acquiring = elector.AcquireAsync(Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(39.5));
        Assert.False(acquiring.IsCompleted);
        Assert.Single(logger.Entries, entry => entry.Text == $"The lease {key} is held by other");
        await AdvanceAsync(TimeSpan.FromSeconds(1), () => acquiring.IsCompleted);
        await using var term = await acquiring;
        Assert.Equal(5, term.Number);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Acquire_AnotherRenews_WaitsAnew()
    {
        await CreateAsync("other", duration: 20);
        await using var elector = Elector("a");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var acquiring = elector.AcquireAsync(giveUp.Token);
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        var lease = await leases.GetAsync(key, Cancellation);
        await leases.ReplaceAsync(lease with { Spec = lease.Spec with { RenewTime = lease.Spec.RenewTime!.Value.AddSeconds(1) } }, Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.False(acquiring.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Acquire_LeaseDeletedUnderItsHolder_WaitsItsDurationAndCountsOn()
    {
        await CreateAsync("other", duration: 20);
        await using var elector = Elector("a");
        var acquiring = elector.AcquireAsync(Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        await leases.DeleteAsync(key, cancellationToken: Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(14));
        Assert.False(acquiring.IsCompleted);
        await AdvanceAsync(TimeSpan.FromSeconds(4), () => acquiring.IsCompleted);
        Assert.Equal(5, (await acquiring).Number);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Renew_LeaseWasDeleted_IsMadeAgainInTheSameTerm()
    {
        await CreateAsync(null);
        await using var elector = Elector("a");
        await using var term = await elector.AcquireAsync(Cancellation);
        await leases.DeleteAsync(key, cancellationToken: Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(12));
        Assert.True(elector.IsLeader);
        Assert.Equal(("a", 5), (await leases.GetAsync(key, Cancellation)) is { Spec: var spec } ? (spec.HolderIdentity, spec.LeaseTransitions) : default);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Renew_SomebodyTouchedTheLabels_StaysLeader()
    {
        await using var elector = Elector("a");
        await using var term = await elector.AcquireAsync(Cancellation);
        await leases.PatchAsync(key, new MergePatch(JsonNode.Parse("""{"metadata":{"labels":{"x":"y"}}}""")!), cancellationToken: Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.True(elector.IsLeader);
        Assert.Equal("y", (await leases.GetAsync(key, Cancellation)).Metadata.Labels!["x"]);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Renew_SomebodyTookIt_IsLostAtTheNextLook()
    {
        await using var elector = Elector("a");
        var term = await elector.AcquireAsync(Cancellation);
        var lease = await leases.GetAsync(key, Cancellation);
        await leases.ReplaceAsync(lease with { Spec = lease.Spec with { HolderIdentity = "thief" } }, Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => term.Lost.IsCancellationRequested);
        Assert.True(term.Lost.IsCancellationRequested);
        Assert.Throws<LeadershipLostException>(elector.EnsureLeading);
        await term.ReleaseAsync();
        Assert.Equal("thief", (await leases.GetAsync(key, Cancellation)).Spec.HolderIdentity);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task EnsureLeading_ClockPassedTheDeadlineBeforeAnyTimerFired_Throws()
    {
        var frozen = new FrozenTimers(time);
        await using var elector = new LeaseElector(client, new LeaseElectorOptions { Lease = key, Identity = "a" }, timeProvider: frozen);
        await using var term = await elector.AcquireAsync(Cancellation);
        elector.EnsureLeading();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(term.Lost.IsCancellationRequested);
        Assert.Throws<LeadershipLostException>(elector.EnsureLeading);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Release_StillOurs_LeavesItFreeForTheNext()
    {
        await using var elector = Elector("a");
        var term = await elector.AcquireAsync(Cancellation);
        await term.ReleaseAsync();
        Assert.False(elector.IsLeader);
        Assert.Equal(("", 1), ((await leases.GetAsync(key, Cancellation)) is { Spec: var spec } ? (spec.HolderIdentity, spec.LeaseDurationSeconds) : default));
        await using var next = Elector("b");
        Assert.Equal(1, (await next.AcquireAsync(Cancellation)).Number);
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData("a", "")]
    [InlineData("thief", "thief")]
    public async Task Release_ChangedUnseen_IsGivenUpIfStillOurs(string holder, string afterwards)
    {
        await using var elector = Elector("a");
        var term = await elector.AcquireAsync(Cancellation);
        var lease = await leases.GetAsync(key, Cancellation);
        await leases.ReplaceAsync(lease with { Spec = lease.Spec with { HolderIdentity = holder, RenewTime = lease.Spec.RenewTime!.Value.AddSeconds(1) } }, Cancellation);
        await term.ReleaseAsync();
        Assert.Equal(afterwards, (await leases.GetAsync(key, Cancellation)).Spec.HolderIdentity);
    }

    [Theory]
    [InlineData(10, 10, 2)]
    [InlineData(15, 2, 2)]
    public void Options_TimesThatContradictEachOther_AreRefused(int lease, int renew, int retry)
    {
        var options = new LeaseElectorOptions
        {
            Lease = key,
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(renew),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };
        Assert.Throws<ArgumentException>(() => new LeaseElector(client, options));
    }

    private LeaseElector Elector(string identity, ILogger? logger = null) => new(client, new LeaseElectorOptions { Lease = key, Identity = identity }, logger, time);

    private Task<V1Lease> CreateAsync(string? holder, int duration = 15) => leases.CreateAsync(
        new V1Lease
        {
            ApiVersion = "coordination.k8s.io/v1",
            Kind = "Lease",
            Metadata = new() { Namespace = key.Namespace, Name = key.Name },
            Spec = new() { HolderIdentity = holder, LeaseDurationSeconds = duration, LeaseTransitions = 4, RenewTime = DateTimeOffset.UnixEpoch, AcquireTime = DateTimeOffset.UnixEpoch },
        },
        Cancellation);

    /// <summary>Moves the clock in small steps, each only when the elector has asked the server what it wanted to and waits for the clock again.</summary>
    private async Task AdvanceAsync(TimeSpan by, Func<bool>? until = null)
    {
        var step = TimeSpan.FromMilliseconds(250);
        var atRest = Math.Max(time.ArmedTimers, 1);
        for (var moved = TimeSpan.Zero; moved < by && until?.Invoke() is not true; moved += step)
        {
            await Eventually.TrueAsync(() => time.ArmedTimers >= atRest || until?.Invoke() is true, rests => rests, Cancellation);
            time.Advance(step);
        }

        // The last step's request is still on its way.
        await Eventually.TrueAsync(() => until?.Invoke() ?? time.ArmedTimers >= atRest, there => there, Cancellation);
    }

    /// <summary>A process whose clock goes on while its timers do not: one that was frozen and has just been thawed.</summary>
    private sealed class FrozenTimers(VirtualTime time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
