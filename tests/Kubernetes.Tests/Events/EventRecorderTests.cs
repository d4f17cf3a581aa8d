using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Events;

public sealed class EventRecorderTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly VirtualTime time = new();
    private readonly CancellationTokenSource stop = new();
    private readonly RecordingLogger log = new();
    private KubernetesClient client = null!;
    private V1PartialObjectMetadata regarding = null!;
    private EventRecorder recorder = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        client = await fixture.ClientAsync(Cancellation);
        regarding = TestObject.Create("thing", ns: await fixture.NamespaceAsync(Cancellation));
        recorder = new EventRecorder(client, "example.org/test", "test-1", log, time);
        running = recorder.RunAsync(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_Once_IsAnEventThatSaysEverything()
    {
        recorder.Record(regarding, EventType.Warning, "Broken", "Mend", "It broke");
        var written = Assert.Single(await EventsAsync(events => events.Count == 1));
        Assert.Equal(("Warning", "Broken", "Mend", "It broke"), (written.Type, written.Reason, written.Action, written.Note));
        Assert.Equal(("example.org/test", "test-1"), (written.ReportingController, written.ReportingInstance));
        Assert.Equal(("Pod", "thing", "uid-thing"), (written.Regarding!.Kind, written.Regarding.Name, written.Regarding.Uid));
        Assert.Null(written.Series);
        Assert.Equal(time.GetUtcNow(), written.EventTime);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_Repeated_IsOneEventWithASeriesWhoseCountIsWrittenInTheEnd()
    {
        for (var i = 0; i < 50; i++)
        {
            recorder.Record(regarding, EventType.Normal, "Tick", "Tick", "Tick");
        }

        await EventsAsync(events => events is [{ Series.Count: 2 }]);
        await stop.CancelAsync();
        await running;
        Assert.Equal(50, Assert.Single(await EventsAsync(_ => true)).Series!.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_SeriesQuietForSixMinutes_IsWrittenAndAnotherBegins()
    {
        for (var i = 0; i < 5; i++)
        {
            recorder.Record(regarding, EventType.Normal, "Tick", "Tick", "Tick");
        }

        await EventsAsync(events => events is [{ Series.Count: 2 }]);
        await Eventually.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMinutes(6));
                return await EventsAsync(_ => true);
            },
            events => events is [{ Series.Count: 5 }],
            Cancellation);
        recorder.Record(regarding, EventType.Normal, "Tick", "Tick", "Tick");
        await EventsAsync(events => events.Count == 2);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_OtherNote_IsAnotherEvent()
    {
        recorder.Record(regarding, EventType.Normal, "Attached", "Attach", "Attached revision a");
        recorder.Record(regarding, EventType.Normal, "Attached", "Attach", "Attached revision b");
        await EventsAsync(events => events.Count == 2);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_FloodAboutOneObject_IsThinnedAndNothingWaits()
    {
        for (var i = 0; i < 3000; i++)
        {
            recorder.Record(regarding, EventType.Normal, "Flood", "Flood", $"Flood {i}");
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(25, (await EventsAsync(_ => true)).Count);
        Assert.Contains(log.Entries, entry => entry.Text.StartsWith("Dropped", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_NamespaceIsGone_IsLoggedAndTheNextIsWritten()
    {
        recorder.Record(TestObject.Create("x", ns: "no-such-namespace"), EventType.Normal, "Lost", "Lose", "Lost");
        recorder.Record(regarding, EventType.Normal, "Kept", "Keep", "Kept");
        await EventsAsync(events => events is [{ Reason: "Kept" }]);
        Assert.Contains(log.Entries, entry => entry.Text.Contains("Lost", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Record_NoteOfAnyLength_FitsIntoAKibibyte()
    {
        recorder.Record(regarding, EventType.Normal, "Long", "Write", string.Concat(Enumerable.Repeat("🙂", 3000)));
        var note = Assert.Single(await EventsAsync(events => events.Count == 1)).Note!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(note), 1000, 1024);
        Assert.EndsWith("🙂…", note, StringComparison.Ordinal);
    }

    private Task<List<Eventsv1Event>> EventsAsync(Func<List<Eventsv1Event>, bool> condition) => Eventually.TrueAsync(
        () => client.Resource(Resources.Events).ListAllAsync(new ListOptions { Namespace = regarding.Metadata.Namespace }, Cancellation).ToListAsync(Cancellation).AsTask(),
        condition,
        Cancellation);
}
