using ConfigDrive.Kubernetes.Caching;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Kubernetes.Tests.Caching;

public sealed class StoreTests
{
    [Fact]
    public void Set_ObjectThatIsThere_TakesItsPlaceAlsoInTheIndexes()
    {
        var store = ByLabel();
        var old = TestObject.Create("a", 1, labels: ["x", "y"]);
        var @new = TestObject.Create("a", 2, labels: ["y", "z"]);
        Assert.Null(store.Set(NamespacedName.From(old), old));
        Assert.Same(old, store.Set(NamespacedName.From(@new), @new));
        Assert.Empty(store.ByIndex("label", "x"));
        Assert.Same(@new, Assert.Single(store.ByIndex("label", "y")));
        Assert.Same(@new, Assert.Single(store.ByIndex("label", "z")));
    }

    [Fact]
    public void AddIndex_ObjectsThatAreThere_AreFound()
    {
        var store = new Store<V1PartialObjectMetadata>();
        var resource = TestObject.Create("a", labels: ["x"]);
        store.Set(NamespacedName.From(resource), resource);
        store.AddIndex("label", item => item.Metadata.Labels!.Keys);
        Assert.Same(resource, Assert.Single(store.ByIndex("label", "x")));
    }

    [Fact]
    public void ByIndex_UnknownIndex_SaysWhich()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => ByLabel().ByIndex("owner", "x"));
        Assert.Contains("'owner'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_AnySequenceOfWrites_FindsWhatADictionaryWouldHold()
    {
        var write = from name in Gen.Elements("a", "b", "c", "d")
                    from remove in Gen.Elements(false, false, true)
                    from labels in Gen.SubListOf("x", "y", "z")
                    select (name, remove, labels: labels.ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(write.ListOf().Select(list => list.ToList()).ToArbitrary(), writes =>
        {
            var store = ByLabel();
            var model = new Dictionary<NamespacedName, V1PartialObjectMetadata>();
            foreach (var (name, remove, labels) in writes)
            {
                var resource = TestObject.Create(name, labels: labels);
                var key = NamespacedName.From(resource);
                Assert.Same(model.GetValueOrDefault(key), remove ? store.Remove(key) : store.Set(key, resource));
                if (remove)
                {
                    model.Remove(key);
                }
                else
                {
                    model[key] = resource;
                }

                Assert.Equal(model.Values.ToHashSet(), store.List().ToHashSet());
                foreach (var label in (string[])["x", "y", "z"])
                {
                    var expected = model.Values.Where(item => item.Metadata.Labels?.ContainsKey(label) is true).ToHashSet();
                    Assert.Equal(expected, store.ByIndex("label", label).ToHashSet());
                }
            }
        }));
    }

    private static Store<V1PartialObjectMetadata> ByLabel() =>
        new Store<V1PartialObjectMetadata>().AddIndex("label", item => item.Metadata.Labels?.Keys.ToArray() ?? []);
}
