using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Controllers;

public sealed class ControllerTests : IAsyncDisposable
{
    private static readonly NamespacedName Key = new("ns", "a");
    private readonly VirtualTime time = new();
    private readonly CancellationTokenSource stop = new();
    private Controller? controller;
    private Reconciler? reconciler;
    private Task running = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        controller?.Dispose();
        stop.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Reconcile_Throws_IsTriedAgainLaterEachTime()
    {
        var calls = Start((_, _) => throw new InvalidOperationException("no luck"));
        controller!.Queue.Add(Key);
        foreach (var (calledBefore, wait) in ((int, int)[])[(1, 5), (2, 10), (3, 20)])
        {
            await CalledAsync(calls, calledBefore);
            await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
            time.Advance(TimeSpan.FromMilliseconds(wait));
        }

        await CalledAsync(calls, 4);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Reconcile_Retry_BacksOffWithoutBeingAnError()
    {
        var calls = Start((_, _) => Task.FromResult(ReconcileResult.Retry));
        controller!.Queue.Add(Key);
        await CalledAsync(calls, 1);
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        Assert.Equal(1, controller.Queue.Failures(Key));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Reconcile_RequeueAfter_ForgetsFailuresAndComesBackThen()
    {
        var fail = true;
        var calls = Start((_, _) => fail ? throw new IOException("once") : Task.FromResult(ReconcileResult.RequeueAfter(TimeSpan.FromHours(1))));
        controller!.Queue.Add(Key);
        await CalledAsync(calls, 1);
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        fail = false;
        time.Advance(TimeSpan.FromMilliseconds(5));
        await CalledAsync(calls, 2);
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        Assert.Equal(0, controller.Queue.Failures(Key));
        time.Advance(TimeSpan.FromMinutes(59.9));
        await IdleAsync();
        Assert.Equal(2, calls.Count);
        time.Advance(TimeSpan.FromMinutes(0.1));
        await CalledAsync(calls, 3);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Stop_ReconcileUnderWay_IsWaitedFor()
    {
        var mayEnd = new TaskCompletionSource<ReconcileResult>();
        var calls = Start((_, _) => mayEnd.Task);
        controller!.Queue.Add(Key);
        await CalledAsync(calls, 1);
        await stop.CancelAsync();
        Assert.False(running.IsCompleted);
        mayEnd.SetResult(ReconcileResult.Done);
        await running.WaitAsync(Cancellation);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Run_InformerDoesNotSync_NamesIt()
    {
        using var late = new Controller("late", new Reconciler((_, _) => throw new NotSupportedException()), timeProvider: time)
            .For(new ConfigDrive.Kubernetes.Caching.Informer<Models.V1PartialObjectMetadata>("secrets", _ => throw new NotSupportedException()));
        var run = late.RunAsync(Cancellation);
        time.Advance(TimeSpan.FromMinutes(2));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => run);
        Assert.Contains("secrets", error.Message, StringComparison.Ordinal);
    }

    private static async Task CalledAsync(ConcurrentQueue<NamespacedName> calls, int count) =>
        await Eventually.TrueAsync(() => calls.Count, seen => seen == count, Cancellation);

    private async Task IdleAsync()
    {
        // A marker that passes through the only worker shows that whatever came before is done.
        var marker = new NamespacedName("", "marker");
        controller!.Queue.Add(marker);
        await Eventually.TrueAsync(() => reconciler!.Markers, seen => seen > 0, Cancellation);
    }

    private ConcurrentQueue<NamespacedName> Start(Func<NamespacedName, CancellationToken, Task<ReconcileResult>> reconcile, ControllerOptions? options = null)
    {
        var calls = new Reconciler(reconcile);
        reconciler = calls;
        controller = new Controller("test", calls, (options ?? new ControllerOptions()) with { Workers = 1 }, timeProvider: time);
        running = controller.RunAsync(stop.Token);
        return calls.Calls;
    }

    private sealed class Reconciler(Func<NamespacedName, CancellationToken, Task<ReconcileResult>> reconcile) : IReconciler
    {
        private int markers;

        public ConcurrentQueue<NamespacedName> Calls { get; } = [];

        public int Markers => Volatile.Read(ref markers);

        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (key.Name == "marker")
            {
                Interlocked.Increment(ref markers);
                return Task.FromResult(ReconcileResult.Done);
            }

            Calls.Enqueue(key);
            return reconcile(key, cancellationToken);
        }
    }
}
