using ConfigDrive.Kubernetes.Caching;
using FsCheck;
using FsCheck.Fluent;
using Event = ConfigDrive.Kubernetes.Watching.WatcherEvent<ConfigDrive.Kubernetes.Models.V1PartialObjectMetadata>;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>
/// A server that changes while watches break and lists are cut off. Whatever happens, after a list and after each event the store holds what the server held
/// then, and the changes told add up to the store. What cannot be read is not held, but not taken for gone either.
/// </summary>
public sealed class InformerModelTests
{
    private enum Verb
    {
        Write,
        WriteWhatCannotBeRead,
        Delete,
        Deliver,
        BreakWatch,
        List,
        ListCutOff,
    }

    [Fact]
    public void Informer_AnyHistory_HoldsWhatTheServerHolds()
    {
        var step = from verb in Gen.Elements(Enum.GetValues<Verb>())
                   from name in Gen.Elements("a", "b", "c", "d", "e")
                   select (verb, name);
        var property = Prop.ForAll(step.ListOf().Select(list => list.ToList()).ToArbitrary(), HoldsWhatTheServerHolds);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(120), property);
    }

    private static bool HoldsWhatTheServerHolds(List<(Verb Verb, string Name)> steps)
    {
        var script = new Script();
        var time = new VirtualTime { SkipsWaits = true };
        var told = new Dictionary<string, string>();
        var informer = new Informer<V1PartialObjectMetadata>("model", _ => script.PlayAsync(steps), timeProvider: time);
        informer.Subscribe(change =>
        {
            var name = change.Object.Metadata.Name!;
            Assert.Equal(told.GetValueOrDefault(name), change.Old?.Metadata.ResourceVersion);
            _ = change.New is null ? told.Remove(name) : (told[name] = change.New.Metadata.ResourceVersion!) is not null;
        });
        script.Check = expected =>
        {
            var held = informer.Store.List().ToDictionary(item => item.Metadata.Name!, item => item.Metadata.ResourceVersion!);
            var odd = informer.Store.ListUnreadable().Select(unreadable => KeyValuePair.Create(unreadable.Key.Name, unreadable.ResourceVersion));
            Assert.Equal(expected.OrderBy(entry => entry.Key), held.Concat(odd).OrderBy(entry => entry.Key));
            Assert.Equal(held.OrderBy(entry => entry.Key), told.OrderBy(entry => entry.Key));
        };
        informer.RunAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        Assert.Equal(steps.Exists(step => step.Verb == Verb.List), informer.HasSynced);
        return true;
    }

    /// <summary>The server, and the watcher on it. The enumeration goes on only when the informer has dealt with an event, so checks follow each.</summary>
    private sealed class Script
    {
        private const string Odd = "odd ";
        private readonly Dictionary<string, string> server = [];
        private readonly Queue<(Event Event, Dictionary<string, string> After)> undelivered = [];
        private bool isWatching;
        private long version;

        public Action<Dictionary<string, string>> Check { get; set; } = _ => { };

        public async IAsyncEnumerable<Event> PlayAsync(List<(Verb Verb, string Name)> steps)
        {
            foreach (var (verb, name) in steps)
            {
                switch (verb)
                {
                    case Verb.Write:
                        server[name] = $"{++version}";
                        undelivered.Enqueue((Told(name, server[name], isListed: false), new(server)));
                        break;
                    case Verb.WriteWhatCannotBeRead:
                        server[name] = $"{Odd}{++version}";
                        undelivered.Enqueue((Told(name, server[name], isListed: false), new(server)));
                        break;
                    case Verb.Delete when server.Remove(name):
                        version++;
                        undelivered.Enqueue((new Event.Delete(new("ns", name)), new(server)));
                        break;
                    case Verb.Deliver when isWatching && undelivered.TryDequeue(out var next):
                        yield return next.Event;
                        Check(next.After);
                        break;
                    case Verb.BreakWatch:
                        isWatching = false;
                        undelivered.Clear();
                        yield return new Event.Failed(new IOException("broken"));
                        break;
                    case Verb.List or Verb.ListCutOff:
                        yield return new Event.Init();
                        foreach (var (present, at) in server.Take(verb == Verb.List ? int.MaxValue : server.Count / 2).ToList())
                        {
                            yield return Told(present, at, isListed: true);
                        }

                        undelivered.Clear();
                        isWatching = verb == Verb.List;
                        if (isWatching)
                        {
                            yield return new Event.InitDone();
                            Check(new(server));
                        }

                        break;
                }
            }

            await Task.CompletedTask;
        }

        private static Event Told(string name, string at, bool isListed)
        {
            if (at.StartsWith(Odd, StringComparison.Ordinal))
            {
                return new Event.Unreadable(new UnreadableObject(new("ns", name), at, "$.spec"));
            }

            var resource = TestObject.Create(name, long.Parse(at, provider: null));
            return isListed ? new Event.InitApply(resource) : new Event.Apply(resource);
        }
    }
}
