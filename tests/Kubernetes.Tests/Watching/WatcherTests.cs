using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using Event = ConfigDrive.Kubernetes.Watching.WatcherEvent<ConfigDrive.Kubernetes.Models.V1PartialObjectMetadata>;

namespace ConfigDrive.Kubernetes.Tests.Watching;

/// <summary>The state machine, step by step, against a server that does what is scripted.</summary>
public sealed class WatcherTests : IAsyncLifetime
{
    private readonly VirtualTime time = new();
    private ScriptedApiServer server = null!;
    private KubernetesClient client = null!;
    private IAsyncEnumerator<Event>? events;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedApiServer.StartAsync(Cancellation);
        client = new KubernetesClient(server.Configuration with { RequestTimeout = TimeSpan.FromDays(1) }, time);
    }

    public async ValueTask DisposeAsync()
    {
        if (events is not null)
        {
            await events.DisposeAsync();
        }

        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_ServerWithoutStreamingLists_ComesInPagesAndTheWatchBeginsAtItsVersion()
    {
        server.ThenFails(422, "Invalid").Then(Page(7, "next", "a", "b")).Then(Page(7, "", "c")).ThenStreamAndHang(Line("MODIFIED", "a", 8));
        Assert.Equal(["Init", "InitApply a1", "InitApply b1", "InitApply c1", "InitDone", "Apply a8"], await TakeAsync(6));
        var requests = server.Requests.ToArray();
        Assert.Contains("sendInitialEvents=true", requests[0], StringComparison.Ordinal);
        Assert.Equal("GET /api/v1/pods?limit=50", requests[1]);
        Assert.Equal("GET /api/v1/pods?limit=500&continue=next", requests[2]);
        Assert.Equal("GET /api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=290", requests[3]);
        Assert.True(client.LacksStreamingLists);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_OfLargeObjects_ComesInPagesOfFewer()
    {
        var large = Page(7, "next", "a", "b").Replace("\"name\":\"b\"", $"\"name\":\"b\",\"labels\":{{\"x\":\"{new string('x', 1_600_000)}\"}}", StringComparison.Ordinal);
        server.ThenFails(422, "Invalid").Then(large).Then(Page(7, "", "c")).ThenStreamAndHang();

        await TakeAsync(5);

        Assert.Equal("GET /api/v1/pods?limit=5&continue=next", server.Requests.ToArray()[2]);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_Streaming_EndsWithItsBookmarkAndGoesOnOnTheSameConnection()
    {
        server.ThenStreamAndHang(
            Line("ADDED", "b", 5), Line("ADDED", "a", 3), Bookmark(6), EndOfInitialEvents(7), Line("MODIFIED", "a", 8), Line("DELETED", "b", 9));
        Assert.Equal(["Init", "InitApply b5", "InitApply a3", "InitDone", "Apply a8", "Delete b"], await TakeAsync(6));
        Assert.Single(server.Requests);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_StreamingThatBreaks_BeginsAnew()
    {
        server.ThenStream(Line("ADDED", "a", 3)).ThenStreamAndHang(Line("ADDED", "a", 3), EndOfInitialEvents(4));
        Assert.Equal(["Init", "InitApply a3", "Failed TimeoutException", "Init", "InitApply a3", "InitDone"], await TakeAsync(6));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_TokenOfTheSecondPageExpires_BeginsAnewWithoutIt()
    {
        server.ThenFails(422, "Invalid").Then(Page(7, "next", "a")).ThenFails(410, "Expired").Then(Page(9, "", "b")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitApply a1", "Failed KubernetesException", "Init", "InitApply b1", "InitDone"], await TakeAsync(6));
        Assert.Equal("GET /api/v1/pods?limit=50", server.Requests.ToArray()[3]);
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(410, "Expired")]
    [InlineData(404, "NotFound")]
    public async Task Watch_VersionOrTypeIsGone_ListsAgain(int status, string reason)
    {
        Listed(7).ThenFails(status, reason).Then(Page(9, "", "b")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitDone", "Failed KubernetesException", "Init", "InitApply b1", "InitDone"], await TakeAsync(6));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ErrorEvent_ListsAgain()
    {
        Listed(7).ThenStream(Line("MODIFIED", "a", 8), """{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","code":410}}""")
            .Then(Page(9, "", "b")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitDone", "Apply a8", "Failed KubernetesException", "Init", "InitApply b1", "InitDone"], await TakeAsync(7));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_VersionBeyondTheServers_ListsAgain()
    {
        const string tooLarge = """{"kind":"Status","status":"Failure","reason":"Timeout","code":504,"details":{"causes":[{"reason":"ResourceVersionTooLarge"}]}}""";
        Listed(7).Then(tooLarge, 504).Then(Page(5, "", "b")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitDone", "Failed KubernetesException", "Init", "InitApply b1", "InitDone"], await TakeAsync(6));
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(429, "TooManyRequests")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(403, "Forbidden")]
    public async Task Watch_ServerRefuses_GoesOnFromTheSameVersionWithoutAList(int status, string reason)
    {
        Listed(7).ThenFails(status, reason).ThenStreamAndHang(Line("MODIFIED", "a", 8));
        Assert.Equal(["Init", "InitDone", "Failed KubernetesException", "Apply a8"], await TakeAsync(4));
        Assert.Contains("resourceVersion=7", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_Ends_GoesOnFromTheLastEventOrBookmark()
    {
        Listed(7).ThenStream(Line("MODIFIED", "a", 8), Bookmark(20)).ThenStream(Line("ADDED", "b", 21)).ThenStreamAndHang(Line("DELETED", "b", 22));
        Assert.Equal(["Init", "InitDone", "Apply a8", "Apply b21", "Delete b"], await TakeAsync(5));
        var requests = server.Requests.ToArray();
        Assert.Contains("resourceVersion=20", requests[^2], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=21", requests[^1], StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_LineIsCutOff_IsReadAgainWhole()
    {
        var whole = Line("MODIFIED", "a", 9);
        Listed(7).Then(Line("MODIFIED", "a", 8) + "\n" + whole[..^5]).ThenStreamAndHang(whole);
        Assert.Equal(["Init", "InitDone", "Apply a8", "Apply a9"], await TakeAsync(4));
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(8)]
    [InlineData(6)]
    public async Task Watch_VersionsDoNotRise_ListsAgain(int version)
    {
        Listed(7).ThenStreamAndHang(Line("MODIFIED", "a", 8), Line("DELETED", "b", version)).Then(Page(9, "", "a")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitDone", "Apply a8", "Failed WatchOrderException", "Init", "InitApply a1", "InitDone"], await TakeAsync(7));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ServerFallsSilent_IsGivenUpAfterItsTimeAndAMargin()
    {
        Listed(7).ThenStreamAndHang(Line("MODIFIED", "a", 8)).ThenStreamAndHang(Line("MODIFIED", "a", 9));
        Assert.Equal(["Init", "InitDone", "Apply a8"], await TakeAsync(3));
        var next = TakeAsync(2);
        time.Advance(TimeSpan.FromSeconds(294));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Failed TimeoutException", "Apply a9"], await next);
        Assert.Contains("resourceVersion=8", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_EndsAtOnceAndEmpty_IsAFailureSoThatItIsNotAskedForInALoop()
    {
        Listed(7).ThenStream().ThenStreamAndHang(Line("MODIFIED", "a", 8));
        Assert.Equal(["Init", "InitDone", "Failed TimeoutException", "Apply a8"], await TakeAsync(4));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ObjectThatDoesNotFit_IsAnEventLikeAnyOther()
    {
        const string odd = """{"metadata":{"name":"b","namespace":"ns","resourceVersion":"9","labels":["x"]}}""";
        Listed(7).ThenStreamAndHang(
            Line("ADDED", "a", 8), $$"""{"type":"MODIFIED","object":{{odd}}}""", $$"""{"type":"DELETED","object":{{odd.Replace("9", "10", StringComparison.Ordinal)}}}""",
            Line("MODIFIED", "a", 11));
        Assert.Equal(["Init", "InitDone", "Apply a8", "Unreadable ns/b9 $.metadata.labels", "Delete ns/b", "Apply a11"], await TakeAsync(6));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_ObjectThatDoesNotFit_IsAnEventLikeAnyOther()
    {
        client.LacksStreamingLists = true;
        server.Then("""{"items":[{"metadata":{"name":"a","resourceVersion":1}},{"metadata":{"name":"b","resourceVersion":"2"}}],"metadata":{"resourceVersion":"7"}}""");
        Assert.Equal(["Init", "Failed JsonException"], await TakeAsync(2));
        server.Then("""{"items":[{"metadata":{"name":"a","finalizers":1}},{"metadata":{"name":"b","resourceVersion":"2"}}],"metadata":{"resourceVersion":"7"}}""");
        Assert.Equal(["Init", "InitApply b2", "Unreadable a $.metadata.finalizers", "InitDone"], await TakeAsync(4));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_LineIsNoJson_ListsAgainInsteadOfMeetingItForEver()
    {
        Listed(7).ThenStreamAndHang("<html>").Then(Page(9, "", "b")).ThenStreamAndHang();
        Assert.Equal(["Init", "InitDone", "Failed JsonReaderException", "Init", "InitApply b1", "InitDone"], await TakeAsync(6));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ObjectBeforeType_IsUnderstood()
    {
        Listed(7).ThenStreamAndHang("""{"object":{"metadata":{"name":"a","resourceVersion":"8","managedFields":[{"manager":"m"}]}},"type":"MODIFIED"}""");
        Assert.Equal(["Init", "InitDone", "Apply a8"], await TakeAsync(3));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_EventLargerThanAnyBuffer_IsWhole()
    {
        var label = new string('x', 300_000);
        Listed(7).ThenStreamAndHang($$$$$"""{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"8","labels":{"l":"{{{{{label}}}}}"}}}}""");
        Assert.Equal(["Init", "InitDone", "Apply a8"], await TakeAsync(3));
        Assert.Equal(label, Assert.IsType<Event.Apply>(events!.Current).Object.Metadata.Labels!["l"]);
    }

    private static string Line(string type, string name, int version) =>
        $$$$"""{"type":"{{{{type}}}}","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{{name}}}}","resourceVersion":"{{{{version}}}}"}}}""";

    private static string Bookmark(int version) => Line("BOOKMARK", "", version);

    private static string EndOfInitialEvents(int version) =>
        $$$$$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{{{{version}}}}}","annotations":{"k8s.io/initial-events-end":"true"}}}}""";

    private static string Page(int version, string next, params string[] names)
    {
        var items = string.Join(',', names.Select(name => $$$"""{"metadata":{"name":"{{{name}}}","resourceVersion":"1"}}"""));
        return $$$"""{"kind":"PodList","items":[{{{items}}}],"metadata":{"resourceVersion":"{{{version}}}","continue":"{{{next}}}"}}""";
    }

    private ScriptedApiServer Listed(int version)
    {
        client.LacksStreamingLists = true;
        return server.Then(Page(version, ""));
    }

    private async Task<List<string>> TakeAsync(int count)
    {
        events ??= new Watcher<V1PartialObjectMetadata>(client.Resource(Resources.Pods), timeProvider: time).WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var seen = new List<string>();
        while (seen.Count < count && await events.MoveNextAsync())
        {
            seen.Add(events.Current switch
            {
                Event.InitApply(var resource) => $"InitApply {resource.Metadata.Name}{resource.Metadata.ResourceVersion}",
                Event.Apply(var resource) => $"Apply {resource.Metadata.Name}{resource.Metadata.ResourceVersion}",
                Event.Unreadable(var found) => $"Unreadable {found.Key}{found.ResourceVersion} {found.Fault}",
                Event.Delete(var key) => $"Delete {key}",
                Event.Failed(var error) => $"Failed {error.GetType().Name}",
                var other => other.GetType().Name,
            });
        }

        return seen;
    }
}
