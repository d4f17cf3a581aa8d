using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Serialization;

/// <summary>What is read of a manifest is what the user's own kubectl reads of it, or a refusal.</summary>
public sealed class KubectlYamlTests(ControlPlaneFixture fixture)
{
    private const int Manifests = 1000;

    private static readonly string[] Folders = ["config/crds", "config/rbac", "config/manager", "config/samples", "config/testing", "charts/configdrive-operator/crds", "tests/Operator.Tests/Golden/chart"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Manifests_OfThisRepository_AreReadAsKubectlReadsThem()
    {
        var texts = Folders.SelectMany(folder => Directory.GetFiles(Path.Join(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories))
            .Select(File.ReadAllText).Where(text => text.Contains("kind:", StringComparison.Ordinal)).ToList();
        var read = texts.SelectMany(Read).ToList();

        Assert.InRange(read.Count, 100, int.MaxValue);
        AssertSame(await KubectlAsync(texts), read, texts);
    }

    [Fact]
    public async Task Manifest_WithWhateverAPersonTypes_IsReadAsKubectlReadsIt_OrRefused()
    {
        var all = new TypedManifests().Take(Manifests);
        var accepted = all.Where(IsRead).ToList();

        Assert.InRange(accepted.Count, Manifests / 4, Manifests * 3 / 4);
        AssertSame(await KubectlAsync(accepted), [.. accepted.Select(text => Read(text).Single())], accepted);
    }

    private static IReadOnlyList<JsonNode> Read(string text) => KubernetesYaml.ReadAll(new StringReader(text));

    private static bool IsRead(string text)
    {
        try
        {
            return Read(text).Count == 1;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The objects that kubectl reads of texts, each a file; with a patch of nothing it asks no server about them.</summary>
    private async Task<List<JsonNode>> KubectlAsync(List<string> texts)
    {
        var controlPlane = await fixture.ControlPlaneAsync(Token);
        var folder = Directory.CreateTempSubdirectory("configdrive-kubectl-");
        try
        {
            foreach (var (index, text) in texts.Index())
            {
                await File.WriteAllTextAsync(Path.Join(folder.FullName, $"{index:D4}.yaml"), text, Token);
            }

            var output = await controlPlane.KubectlAsync(["patch", "--local", "--type=merge", "--patch={}", "--output=json", $"--filename={folder.FullName}"], input: null, Token);
            return [.. StrictJson.ParseAll(output)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertSame(List<JsonNode> kubectls, List<JsonNode> ours, List<string> texts)
    {
        Assert.Equal(kubectls.Count, ours.Count);
        foreach (var (index, (theirs, mine)) in kubectls.Zip(ours).Index())
        {
            Assert.True(
                AreSame(theirs, mine), $"kubectl reads\n{theirs}\nand we\n{mine}\n{(texts.Count == ours.Count ? $"of\n{texts[index]}" : "")}");
        }
    }

    // kubectl prints what it keeps of a number: a whole one of 64 bits with a sign, or else one in floating point.
    private static bool AreSame(JsonNode? theirs, JsonNode? mine) => (theirs, mine) switch
    {
        (JsonObject left, JsonObject right) => left.Count == right.Count && left.All(property => right.ContainsKey(property.Key) && AreSame(property.Value, right[property.Key])),
        (JsonArray left, JsonArray right) => left.Count == right.Count && left.Zip(right).All(items => AreSame(items.First, items.Second)),
        (JsonValue left, JsonValue right) when left.GetValueKind() is JsonValueKind.Number && right.GetValueKind() is JsonValueKind.Number =>
            left.ToJsonString() == right.ToJsonString() || (!IsLong(right) && double.Parse(left.ToJsonString(), provider: null) == double.Parse(right.ToJsonString(), provider: null)),
        _ => JsonNode.DeepEquals(theirs, mine),
    };

    private static bool IsLong(JsonValue value) => long.TryParse(value.ToJsonString(), out _);
}
