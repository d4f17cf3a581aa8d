using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Kubernetes.Tests.Serialization;

public sealed class KubernetesYamlTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: 1.5e3", """{"a":1500}""")]
    [InlineData("a: 2026-11-22T00:00:00Z", """{"a":"2026-11-22T00:00:00Z"}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("[1, {b: c}]", """[1,{"b":"c"}]""")]
    [InlineData("""{"a": "A"}""", """{"a":"A"}""")]
    public void Read_OfADocument_GivesItsJson(string yaml, string json) =>
        Assert.Equal(json, Assert.Single(KubernetesYaml.ReadAll(new StringReader(yaml))).ToJsonString());

    // What kubectl makes of them (1.32, label --local -o json).
    [Theory]
    [InlineData("[y, Y, yes, on, TRUE]", "[true,true,true,true,true]")]
    [InlineData("[n, N, no, OFF, False]", "[false,false,false,false,false]")]
    [InlineData("[0123, 0o17, 0O17, 0x1F, 0b101, 1_000, +12, -0x1f, 08, 00]", "[83,15,15,31,5,1000,12,-31,8,0]")]
    [InlineData("[18446744073709551615, 0xffff_ffff, -9223372036854775808]", "[18446744073709551615,4294967295,-9223372036854775808]")]
    [InlineData("[1.0, 1e3, .5, 1., 1_0.5, +.5, -.5, 0e3]", "[1,1000,0.5,1,10.5,0.5,-0.5,0]")]
    [InlineData("[1:30, 190:20:30, 2026-11-22, 0x, 0b, 1e, _1, 0x1p4, 1e400, infinity, ., =]", """["1:30","190:20:30","2026-11-22","0x","0b","1e","_1","0x1p4","1e400","infinity",".","="]""")]
    [InlineData("[!!str 0123, !!int \"12\", !!float 3, !!bool yes, !!binary SGVsbG8K, !own x, ! 12]", """["0123",12,3,true,"Hello\n","x","12"]""")]
    [InlineData("{yes: a, 0123: b, 1.0: c, 1.5: d, 0.1: e, 2026-11-22: f, \"on\": g}", """{"true":"a","83":"b","1":"c","1.5":"d","0.1":"e","2026-11-22":"f","on":"g"}""")]
    [InlineData("{a: 1, <<: {a: 2, b: 3}}", """{"a":2,"b":3}""")]
    [InlineData("{<<: [{a: 1}, {a: 2, c: 4}], b: 3}", """{"a":1,"c":4,"b":3}""")]
    [InlineData("{\"<<\": {a: 2}}", """{"\u003C\u003C":{"a":2}}""")]
    [InlineData("{b: &b {a: [1]}, c: *b, d: {<<: *b}}", """{"b":{"a":[1]},"c":{"a":[1]},"d":{"a":[1]}}""")]
    [InlineData("""{"a": "\ud83d\ude00\/"}""", """{"a":"\uD83D\uDE00/"}""")]
    public void Read_OfAScalarOrAMerge_IsAsKubectlReadsIt(string yaml, string json) =>
        Assert.Equal(json, Assert.Single(KubernetesYaml.ReadAll(new StringReader(yaml))).ToJsonString());

    [Theory]
    [InlineData("a: .nan")]
    [InlineData("a: -.inf")]
    [InlineData("{~: b}")]
    [InlineData("{[1]: 2}")]
    [InlineData("{1e30: b}")]
    [InlineData("--- {a: b}")]
    [InlineData("a: 1\n...\nb: 2")]
    [InlineData("%YAML 1.2\n---\na: 1")]
    [InlineData("a: !!int abc")]
    [InlineData("a: !!bool 1")]
    [InlineData("a: !!null x")]
    [InlineData("a: !!binary 12")]
    [InlineData("a: !!binary gICA")]
    [InlineData("<<: [1]")]
    [InlineData("<<:")]
    [InlineData("{x: &l [{q: 1}], <<: *l}")]
    [InlineData("a: *u")]
    [InlineData("a: &x [*x]")]
    [InlineData("{a: 1, a: 2}")]
    [InlineData("""{"a": {"b": 1, "b": 2}}""")]
    [InlineData("""{"a": "\ud83d"}""")]
    [InlineData("""a: "\ud83d\ude00" """)]
    [InlineData("a: &+ b")]
    public void Read_OfWhatKubectlRefusesOrLoses_IsRefused(string yaml) =>
        Assert.Throws<FormatException>(() => KubernetesYaml.ReadAll(new StringReader(yaml)));

    public static TheoryData<string> Bombs =>
    [
        $"a: {new string('[', 100_000)}",
        $"a: {string.Concat(Enumerable.Repeat("{a: ", 100_000))}",
        string.Concat(Enumerable.Repeat("- ", 100_000)),
        $$"""{"a": {{new string('[', 100_000)}}""",
        "a0: &a0 [x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 30).Select(each => $"a{each}: &a{each} [*a{each - 1}, *a{each - 1}]\n")),
        $"a0: &a0 {Deep("x")}\n" + string.Concat(Enumerable.Range(1, 1000).Select(each => $"a{each}: &a{each} {Deep($"*a{each - 1}")}\n")),
    ];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public async Task Read_OfASmallTextThatWouldFillTheMemoryOrTheStack_IsRefused(string yaml) =>
        await Assert.ThrowsAsync<FormatException>(() => Task.Run(() => KubernetesYaml.ReadAll(new StringReader(yaml)), TestContext.Current.CancellationToken));

    [Fact]
    public void Read_OfManyDocuments_LeavesOutTheEmptyOnes() =>
        Assert.Equal(2, KubernetesYaml.ReadAll(new StringReader("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n")).Count);

    [Fact]
    public void Read_OfBrokenYaml_NamesTheLine()
    {
        var exception = Assert.Throws<FormatException>(() => KubernetesYaml.ReadAll(new StringReader("a: 1\nb: [")));

        Assert.StartsWith("line ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"true","b":"1","c":"null","d":"","e":" x","f":"a: b","g":"line\nline\n","h":[],"i":{},"j":[{"k":1}],"l":"~","m":"- x","n":"#x"}""")]
    [InlineData("""{"a":"yes","b":"0123","c":"0x1f","d":"n","e":"1_000","f":"<<","g":".inf","0o7":"on","no":"."}""")]
    [InlineData("""{"trailing":"a \n b","tab":"\tx","crlf":"a\r\nb","nul":"\u0000","quote":"'\"","unicode":"ü€","dashes":"---"}""")]
    public void Written_ReadAgain_IsTheSame(string json)
    {
        using var yaml = new StringWriter();
        KubernetesYaml.Write(JsonNode.Parse(json)!, yaml);

        var read = Assert.Single(KubernetesYaml.ReadAll(new StringReader(yaml.ToString())));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), read), $"{yaml}\nread as {read.ToJsonString()}");
    }

    private static string Deep(string inmost) => $"{new string('[', 100)}{inmost}{new string(']', 100)}";
}
