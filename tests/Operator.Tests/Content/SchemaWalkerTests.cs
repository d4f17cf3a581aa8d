using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Operator.Content.Validation;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Each keyword of the schema, kept and broken. That specs are held to it, <see cref="SpecValidationTests"/> says.</summary>
public sealed class SchemaWalkerTests
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Theory]
    [InlineData("""{"name": "a"}""")]
    [InlineData("""{"name": "abc", "label": "x-1", "kind": "Good", "set": ["a", "b"], "map": [{"key": "a", "id": 1}, {"key": "a", "id": 2}]}""")]
    [InlineData("""{"name": "😀😀😀", "texts": {"a": ""}, "choice": {"left": ""}, "numbers": [1, 1]}""")]
    [InlineData("""{"name": "a", "label": null, "kind": null, "set": null, "map": null, "texts": null, "choice": null}""")]
    public void Check_OfWhatKeepsTheSchema_FindsNothing(string json) => Assert.Empty(Check(json));

    [Theory]
    [InlineData("""{"name": null}""", "spec.name: is missing: give it")]
    [InlineData("""{"name": ""}""", "spec.name: has 0 characters: give 1 to 3")]
    [InlineData("""{"name": "😀😀😀😀"}""", "spec.name: has 4 characters: give 1 to 3")]
    [InlineData("""{"name": "a", "label": "X"}""", "spec.label: must be a label")]
    [InlineData("""{"name": "a", "label": "x\n"}""", "spec.label: must be a label")]
    [InlineData("""{"name": "a", "label": "xxxxx"}""", "spec.label: has 5 characters: give 0 to 4")]
    [InlineData("""{"name": "a", "kind": 7}""", "spec.kind: is not one of the values of this field: see the CustomResourceDefinition")]
    [InlineData("""{"name": "a", "set": []}""", "spec.set: has 0 entries: give 1 to 2")]
    [InlineData("""{"name": "a", "set": ["a", "b", "c"]}""", "spec.set: has 3 entries: give 1 to 2")]
    [InlineData("""{"name": "a", "set": ["a", "a"]}""", "spec.set[1]: is a duplicate: remove one")]
    [InlineData("""{"name": "a", "set": ["a", null]}""", "spec.set[1]: is null: remove it, or give a value")]
    [InlineData("""{"name": "a", "map": [{"key": "a", "id": 1}, {"key": "a", "id": 1}]}""", "spec.map[1]: is a duplicate: remove one")]
    [InlineData("""{"name": "a", "map": [{"key": "a", "id": 1}, {"key": null, "id": 1}]}""", "spec.map[1].key: is missing: give it")]
    [InlineData("""{"name": "a", "texts": {"a": "", "b": ""}}""", "spec.texts: has 2 entries: give 0 to 1")]
    [InlineData("""{"name": "a", "texts": {"a": null}}""", "spec.texts[a]: is null: remove it, or give a value")]
    [InlineData("""{"name": "a", "choice": {}}""", "spec.choice: exactly one of left, middle and right must be given")]
    [InlineData("""{"name": "a", "choice": {"left": "", "right": ""}}""", "spec.choice: exactly one of left, middle and right must be given")]
    public void Check_OfWhatBreaksTheSchema_NamesTheFieldAndWhatToDo(string json, string expected) => Assert.Equal([expected], Check(json));

    [Fact]
    public void Check_OfSeveralFaults_FindsAllInTheOrderOfTheMembers() => Assert.Equal(
        ["spec.name", "spec.label", "spec.choice"],
        Check("""{"choice": {}, "label": "", "name": ""}""").Select(error => error.Split(':')[0]));

    private static IEnumerable<string> Check(string json)
    {
        var type = (JsonTypeInfo<Sample>)Options.GetTypeInfo(typeof(Sample));
        return new SchemaWalker(type).Check(JsonSerializer.Deserialize(json, type)!, "spec").Select(error => error.ToString());
    }

    private enum Kind
    {
        Good,
    }

    private sealed record Sample
    {
        [Schema(MinLength = 1, MaxLength = 3)]
        public required string Name { get; init; }

        [Schema(Pattern = "^[a-z][a-z0-9-]*$", PatternInWords = "a label", MaxLength = 4)]
        public string? Label { get; init; }

        [JsonConverter(typeof(JsonStringEnumConverter<Kind>))]
        public Kind? Kind { get; init; }

        [Schema(MinItems = 1, MaxItems = 2, ListType = "set")]
        public IReadOnlyList<string>? Set { get; init; }

        [Schema(ListType = "map", ListMapKeys = ["key", "id"])]
        public IReadOnlyList<Entry>? Map { get; init; }

        [Schema(ListType = "atomic")]
        public IReadOnlyList<int>? Numbers { get; init; }

        [Schema(MaxProperties = 1)]
        public IReadOnlyDictionary<string, string>? Texts { get; init; }

        public Choice? Choice { get; init; }
    }

    private sealed record Entry
    {
        public required string Key { get; init; }

        public int Id { get; init; }
    }

    [ExactlyOneOf("left", "middle", "right")]
    private sealed record Choice
    {
        public string? Left { get; init; }

        public string? Middle { get; init; }

        public string? Right { get; init; }
    }
}
