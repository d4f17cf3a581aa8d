using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>What was written is what is read, until the cache shows it or something newer, and no longer.</summary>
public sealed class WriteThroughTests
{
    private static readonly NamespacedName Key = new("ns", "a");
    private readonly VirtualTime time = new();
    private readonly Store<V1PartialObjectMetadata> store = new();
    private readonly WriteThrough<V1PartialObjectMetadata> writes;

    public WriteThroughTests() => writes = new(store, time);

    [Fact]
    public void Created_IsThere_UntilTheWatchTellsOfIt()
    {
        writes.Record(null, At(1));
        Assert.Equal(["a1"], Read());
        Watch(At(1));
        Assert.Equal(["a1"], Read());
        Watch(At(2));
        Assert.Equal(["a2"], Read());
    }

    [Fact]
    public void Created_ThenChangedAndDeleted_BeforeTheWatchTellsOfAny()
    {
        writes.Record(null, At(1));
        writes.Record(At(1), At(2));
        Assert.Equal(["a2"], Read());
        writes.RecordDeletion(At(2), Going(2));
        Assert.Equal(["a2 goes"], Read());
        Watch(At(1));
        Watch(At(2));
        Assert.Equal(["a2 goes"], Read());
        Unwatch();
        Assert.Empty(Read());
    }

    [Fact]
    public void Created_OfAnotherOwner_IsNotAmongThoseWanted()
    {
        writes.Record(null, At(1));
        Assert.Empty(writes.Read(store.List, _ => false));
        Assert.Equal(["a1"], Read());
    }

    [Fact]
    public void Changed_TakesThePlaceOfWhatTheCacheShows()
    {
        Watch(At(1));
        writes.Record(At(1), At(2));
        Assert.Equal(["a2"], Read());
        writes.Record(At(2), At(3));
        Assert.Equal(["a3"], Read());
        Watch(At(2));
        Assert.Equal(["a3"], Read());
        Watch(At(3));
        Assert.Equal(["a3"], Read());
        Watch(At(4));
        Assert.Equal(["a4"], Read());
    }

    [Fact]
    public void Changed_ByAnotherMeanwhile_IsForgottenForTheNewer()
    {
        Watch(At(1));
        writes.Record(At(1), At(2));
        Watch(At(5));
        Assert.Equal(["a5"], Read());
        Assert.False(writes.IsOutdated(At(5)));
    }

    /// <summary>The event of the write may come before the answer to the request.</summary>
    [Fact]
    public void Changed_WatchWasFaster_IsNotRemembered()
    {
        Watch(At(1));
        Watch(At(3));
        writes.Record(At(1), At(2));
        Assert.Equal(["a3"], Read());

        writes.Record(null, At(1));
        Assert.Equal(["a3"], Read());

        Unwatch();
        writes.Record(At(3), At(4));
        Assert.Empty(Read());
    }

    [Fact]
    public void Unchanged_IsNoWrite()
    {
        Watch(At(1));
        writes.Record(At(1), At(1));
        Assert.False(writes.IsOutdated(At(1)));
        writes.Record(At(1), At(2));
        writes.Record(At(2), At(2));
        Assert.Equal(["a2"], Read());
        Assert.True(writes.IsOutdated(At(1)));
    }

    [Fact]
    public void Deleted_IsGoing_UntilItIsGone()
    {
        Watch(At(1));
        writes.RecordDeletion(At(1), Going(1));
        Assert.Equal(["a1 goes"], Read());
        Watch(At(1));
        Assert.Equal(["a1 goes"], Read());
        Unwatch();
        Assert.Empty(Read());
    }

    [Fact]
    public void Deleted_InVain_IsForgotten()
    {
        Watch(At(1));
        writes.RecordDeletion(At(1), Going(1));
        writes.Forget(Key);
        Assert.Equal(["a1"], Read());
    }

    [Fact]
    public void OtherObjectOfTheName_Earlier_CountsForNothing_Later_EndsTheRecord()
    {
        writes.Record(null, At(5, "second", created: 2));
        Tell(new(At(3, "first", created: 1), null));
        Assert.Equal(["a5"], Read());
        Tell(new(null, At(3, "first", created: 1)));
        Assert.Equal(["a5"], Read());
        Watch(At(9, "third", created: 3));
        Assert.Equal(["a9"], Read());
    }

    [Fact]
    public void OtherObjectOfTheName_InheritsNothing()
    {
        Watch(At(1));
        writes.Record(At(1), At(2));
        writes.Record(At(7, "second"), At(8, "second"));
        Assert.False(writes.IsOutdated(At(1)));
    }

    [Fact]
    public void Newest_IsTheWritten_WhileTheCacheShowsWhatItSuperseded()
    {
        var alone = new WriteThrough<V1PartialObjectMetadata>(time);
        Assert.Equal("1", Version(alone.Newest(At(1))));
        alone.Record(At(1), At(2));
        alone.Record(At(2), At(3));
        Assert.Equal("3", Version(alone.Newest(At(1))));
        Assert.Equal("3", Version(alone.Newest(At(2))));
        Assert.True(alone.IsOutdated(At(2)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(alone.IsOutdated(At(2)));
        Assert.False(alone.IsOutdated(At(3)));
        Assert.False(alone.IsOutdated(At(2)), "What the cache has shown is not remembered.");
    }

    [Fact]
    public void Watch_ThatIsFarBehind_IsNotWaitedFor()
    {
        writes.Record(null, At(1));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["a1"], Read());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Read());
    }

    /// <summary>Many writers, each with an object of its own, against a watch that lags: nobody ever reads less than they wrote.</summary>
    [Fact]
    public async Task Writers_AtOnce_EachReadWhatTheyWrote()
    {
        var lagging = System.Threading.Channels.Channel.CreateUnbounded<V1PartialObjectMetadata>();
        var watch = Task.Run(async () =>
        {
            await foreach (var resource in lagging.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                Watch(resource);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            V1PartialObjectMetadata? former = null;
            for (var version = 1; version <= 2000; version++)
            {
                var written = TestObject.Create($"w{writer}", version);
                lagging.Writer.TryWrite(written);
                writes.Record(former, written);
                var read = Assert.Single(writes.Read(store.List, _ => true), resource => resource.Metadata.Name == $"w{writer}");
                Assert.Equal($"{version}", Version(read));
                former = written;
            }
        })));
        lagging.Writer.Complete();
        await watch;
        Assert.All(store.List(), cached => Assert.False(writes.IsOutdated(cached)));
        Assert.Equal(8, writes.Read(store.List, _ => true).Count);
    }

    private static V1PartialObjectMetadata At(int version, string uid = "first", int created = 1)
    {
        var resource = TestObject.Create(Key.Name, version);
        resource.Metadata = resource.Metadata with { Uid = uid, CreationTimestamp = DateTimeOffset.UnixEpoch.AddDays(created) };
        return resource;
    }

    private static V1PartialObjectMetadata Going(int version)
    {
        var resource = At(version);
        resource.Metadata = resource.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch };
        return resource;
    }

    private static string? Version(V1PartialObjectMetadata resource) => resource.Metadata.ResourceVersion;

    private IEnumerable<string> Read() => writes.Read(store.List, _ => true)
        .Select(resource => $"{resource.Metadata.Name}{Version(resource)}{(resource.Metadata.DeletionTimestamp is null ? "" : " goes")}");

    private void Watch(V1PartialObjectMetadata resource) => Tell(new(store.Set(NamespacedName.From(resource), resource), resource));

    private void Unwatch() => Tell(new(store.Remove(Key), null));

    private void Tell(Change<V1PartialObjectMetadata> change) => writes.Observe(change);
}
