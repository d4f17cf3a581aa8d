using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>Every manifest of every guide, and of the README, can be copied and applied as it is.</summary>
[Collection(GuidesCollection.Name)]
public sealed class GuideTests(GuidesFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => [.. Guide.Pages];

    /// <summary>The API server drops a field that a definition does not have, and says nothing: so a misspelt field shows by its absence in the answer.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Manifest_OfAPage_IsAcceptedWithEveryField(string page)
    {
        var tenant = await cluster.NewTenantAsync();
        foreach (var block in Guide.Read(page).Blocks)
        {
            Assert.False(block.Text.Contains('…', StringComparison.Ordinal), $"{block.Place} leaves something out.");
            foreach (var sent in block.ObjectsIn(tenant.Name).Where(each => !ForeignKinds.NotServed.Contains((string)each["kind"]!)))
            {
                var lost = AbsentFields(sent, await DryRunAsync(tenant.Name, sent), "").Where(path => !path.StartsWith(".stringData", StringComparison.Ordinal)).ToList();
                Assert.True(lost.Count == 0, $"{block.Place}, {sent["kind"]} {sent["metadata"]!["name"]}: no such field as {string.Join(", ", lost)}");
            }
        }
    }

    /// <summary>What the definitions cannot say, or what the API server of the tests does not enforce.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void ConfigDrive_OfAPage_BreaksNoRule(string page)
    {
        foreach (var block in Guide.Read(page).Blocks)
        {
            foreach (var each in block.ObjectsIn("tenant-a"))
            {
                var errors = (string?)each["kind"] switch
                {
                    "ConfigDrive" => SpecValidation.Check(each.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!.Spec),
                    "ConfigDriveClass" => SpecValidation.Check(each.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDriveClass)!.Spec),
                    _ => [],
                };
                Assert.True(errors.Count == 0, $"{block.Place}: {string.Join("; ", errors)}");
            }
        }
    }

    private async Task<JsonNode?> DryRunAsync(string @namespace, JsonObject manifest) => JsonNode.Parse(await cluster.ControlPlane.KubectlAsync(
        ["--namespace", @namespace, "apply", "--validate=false", "--dry-run=server", "--output=json", "--filename", "-"], manifest.ToJsonString(), Token));

    private static IEnumerable<string> AbsentFields(JsonNode? sent, JsonNode? answer, string path) => (sent, answer) switch
    {
        (JsonObject wanted, JsonObject got) => wanted.SelectMany(field => AbsentFields(field.Value, got[field.Key], $"{path}.{field.Key}")),
        (JsonArray wanted, JsonArray got) when wanted.Count == got.Count => wanted.SelectMany((element, index) => AbsentFields(element, got[index], $"{path}[{index}]")),
        (JsonValue wanted, JsonValue got) when wanted.ToJsonString() == got.ToJsonString() => [],
        _ => [path],
    };
}
