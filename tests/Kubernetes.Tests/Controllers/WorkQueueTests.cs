using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Controllers;

namespace ConfigDrive.Kubernetes.Tests.Controllers;

public sealed class WorkQueueTests : IDisposable
{
    private readonly VirtualTime time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>("test", timeProvider: time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => queue.Dispose();

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_KeyThatWaits_IsHandedOutOnce()
    {
        queue.Add("a");
        queue.Add("a");
        Assert.Equal("a", await queue.GetAsync(Cancellation));
        Assert.Equal(0, queue.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_KeyThatIsWorkedOn_ReturnsWhenDone()
    {
        queue.Add("a");
        await queue.GetAsync(Cancellation);
        queue.Add("a");
        var next = queue.GetAsync(Cancellation).AsTask();
        Assert.False(next.IsCompleted);
        queue.Done("a");
        Assert.Equal("a", await next.WaitAsync(Cancellation));
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_KeysOfManyShares_OneOfEachAtATime(bool isBackground)
    {
        using var shared = new WorkQueue<string>("test", timeProvider: time, shareOf: key => key[0]);
        foreach (var key in (string[])["a1", "a2", "a3", "b1", "b2"])
        {
            shared.Add(key, isBackground);
        }

        string[] order = [await shared.GetAsync(Cancellation), await shared.GetAsync(Cancellation), await shared.GetAsync(Cancellation)];
        Assert.Equal(["a1", "b1", "a2"], order);

        shared.Add("c1", isBackground);
        order = [await shared.GetAsync(Cancellation), await shared.GetAsync(Cancellation), await shared.GetAsync(Cancellation)];
        Assert.Equal(["b2", "a3", "c1"], order);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Get_FreshAndBackgroundKeys_FreshGoFirst()
    {
        queue.Add("old", isBackground: true);
        queue.Add("raised", isBackground: true);
        queue.Add("new");
        queue.Add("raised");
        string[] order = [await queue.GetAsync(Cancellation), await queue.GetAsync(Cancellation), await queue.GetAsync(Cancellation)];
        Assert.Equal(["new", "raised", "old"], order);
        Assert.Equal(0, queue.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task AddAfter_SeveralTimes_EarliestWins()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        queue.AddAfter("a", TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(4.999));
        Assert.Equal(0, queue.Count);
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal("a", await queue.GetAsync(Cancellation));
        queue.Done("a");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, queue.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_KeyThatIsDelayed_CancelsTheDelay()
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.Add("a");
        await queue.GetAsync(Cancellation);
        queue.Done("a");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void AddAfter_NothingDelayed_NoTimerIsSet()
    {
        Assert.Equal(0, time.ArmedTimers);
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        Assert.Equal(1, time.ArmedTimers);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task AddRateLimited_AgainAndAgain_DoublesFrom5MillisecondsTo1000Seconds()
    {
        for (var expected = 5.0; expected < 4_000_000; expected *= 2)
        {
            queue.AddRateLimited("a");
            var wait = TimeSpan.FromMilliseconds(Math.Min(expected, 1_000_000));
            time.Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, queue.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal("a", await queue.GetAsync(Cancellation));
            queue.Done("a");
        }

        queue.Forget("a");
        queue.AddRateLimited("a");
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void AddRateLimited_ThousandFailures_StaysAtTheCap()
    {
        for (var i = 0; i < 2000; i++)
        {
            queue.AddRateLimited("a");
        }

        Assert.Equal(2000, queue.Failures("a"));
        Assert.Equal(0, queue.Failures("b"));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Get_ManyWorkersAndProducers_NeverTwoOnAKeyAndNoWakeUpLost()
    {
        using var busy = new WorkQueue<int>("stress");
        const int keys = 20;
        var wanted = new long[keys];
        var done = new long[keys];
        var inside = new int[keys];
        var faults = new ConcurrentQueue<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var key = await busy.GetAsync(stop.Token);
                if (Interlocked.Increment(ref inside[key]) != 1)
                {
                    faults.Enqueue($"two workers on {key}");
                }

                var seen = Interlocked.Read(ref wanted[key]);
                await Task.Yield();
                Interlocked.Exchange(ref done[key], seen);
                Interlocked.Decrement(ref inside[key]);
                busy.Done(key);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() =>
        {
            var random = new Random(producer);
            for (var i = 0; i < 50_000; i++)
            {
                var key = random.Next(keys);
                Interlocked.Increment(ref wanted[key]);
                if (i % 7 == 0)
                {
                    busy.AddAfter(key, TimeSpan.FromMilliseconds(random.Next(3)));
                }
                else
                {
                    busy.Add(key, isBackground: i % 3 == 0);
                }
            }
        })));
        await ConfigDrive.TestControlPlane.Eventually.TrueAsync(() => done.SequenceEqual(wanted), caughtUp => caughtUp, Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(workers));
        Assert.Empty(faults);
    }
}
