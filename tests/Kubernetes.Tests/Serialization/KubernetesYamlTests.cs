using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Kubernetes.Tests.Serialization;

public sealed class KubernetesYamlTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: 0600", """{"a":"0600"}""")]
    [InlineData("a: 1.5e3", """{"a":1500}""")]
    [InlineData("a: 2026-11-22T00:00:00Z", """{"a":"2026-11-22T00:00:00Z"}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("[1, {b: c}]", """[1,{"b":"c"}]""")]
    [InlineData("""{"a": "A"}""", """{"a":"A"}""")]
    public void Read_OfADocument_GivesItsJson(string yaml, string json) =>
        Assert.Equal(json, Assert.Single(KubernetesYaml.ReadAll(new StringReader(yaml))).ToJsonString());

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
    [InlineData("""{"trailing":"a \n b","tab":"\tx","crlf":"a\r\nb","nul":"\u0000","quote":"'\"","unicode":"ü€","dashes":"---"}""")]
    public void Written_ReadAgain_IsTheSame(string json)
    {
        using var yaml = new StringWriter();
        KubernetesYaml.Write(JsonNode.Parse(json)!, yaml);

        var read = Assert.Single(KubernetesYaml.ReadAll(new StringReader(yaml.ToString())));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), read), $"{yaml}\nread as {read.ToJsonString()}");
    }
}
