using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Hosting;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Hosting;

public sealed class OperatorHostTests
{
    private readonly ConcurrentQueue<string> log = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Short)]
    public async Task Run_StartsAndStops_InOrder()
    {
        using var stop = new CancellationTokenSource();
        using var host = new OperatorHost();
        var cache = new FakeInformer(Logged("cache"));
        host.AddLeaderService("leader", Logged("leader")).AddService("service", Logged("service")).AddInformer(cache).AddServer("server", Logged("server"));
        var running = host.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => log.Count, count => count == 2, Cancellation);
        Assert.DoesNotContain("service started", log);
        cache.Synced.SetResult();
        await Eventually.TrueAsync(() => log.Count, count => count == 4, Cancellation);
        await stop.CancelAsync();
        await running;
        Assert.Equal(["service stopped", "leader stopped", "cache stopped", "server stopped"], log.Skip(4));
        Assert.Equal(["service started", "leader started"], log.Skip(2).Take(2).OrderDescending());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Run_PartFails_StopsTheOthersAndSaysWhich()
    {
        using var host = new OperatorHost();
        host.AddService("good", Logged("good")).AddService("bad", _ => throw new IOException("disk on fire"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync(Cancellation));
        Assert.Equal("bad failed: disk on fire", error.Message);
        Assert.Contains("good stopped", log);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Run_PartEndsUnasked_IsAFailure()
    {
        using var host = new OperatorHost().AddService("short", _ => Task.CompletedTask);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync(Cancellation));
        Assert.Contains("short ended before", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Run_PartDoesNotStop_GivesUpAfterThirtySecondsAndNamesIt()
    {
        var time = new VirtualTime();
        using var stop = new CancellationTokenSource();
        using var host = new OperatorHost(timeProvider: time);
        var stuck = new TaskCompletionSource();
        var running = host.AddService("stuck", _ => stuck.Task).RunAsync(stop.Token);
        await stop.CancelAsync();
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        time.Advance(TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => running);
        Assert.Contains("30 s: stuck", error.Message, StringComparison.Ordinal);
        stuck.SetResult();
    }

    private Func<CancellationToken, Task> Logged(string name) => async token =>
    {
        log.Enqueue($"{name} started");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
        finally
        {
            log.Enqueue($"{name} stopped");
        }
    };

    private sealed class FakeInformer(Func<CancellationToken, Task> run) : IInformer
    {
        public TaskCompletionSource Synced { get; } = new();

        public string Name => "fake";

        public bool HasSynced => Synced.Task.IsCompleted;

        public Task WaitForSyncAsync(CancellationToken cancellationToken) => Synced.Task.WaitAsync(cancellationToken);

        public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
