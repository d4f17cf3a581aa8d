using System.Text.Json.Nodes;
using ConfigDrive.Operator.Commands;
using ConfigDrive.Operator.MigrationWebhook;

namespace ConfigDrive.Operator.Tests.Packaging;

/// <summary>What <c>helm template</c> makes of the chart.</summary>
public sealed class ChartTests
{
    private const string UpdateVariable = "UPDATE_GOLDEN";

    [Theory]
    [InlineData("default")]
    [InlineData("namespaced")]
    [InlineData("shared")]
    [InlineData("replicated")]
    [InlineData("library-only")]
    [InlineData("migration-webhook")]
    [InlineData("everything")]
    public async Task Template_OfTheseValues_IsTheGoldenOne(string name)
    {
        var golden = RepositoryRoot.File("tests", "Operator.Tests", "Golden", "chart", $"{name}.yaml");

        var rendered = await Chart.TemplateAsync("--values", Values(name));

        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(golden, rendered, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), rendered);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("namespaced")]
    [InlineData("shared")]
    [InlineData("replicated")]
    [InlineData("library-only")]
    [InlineData("migration-webhook")]
    [InlineData("everything")]
    public async Task Arguments_OfTheDeployment_AreThoseThatRunKnows(string name)
    {
        var deployment = Assert.Single(await Chart.ObjectsAsync("--values", Values(name)), IsDeployment);

        var parsed = RunCommand.Create().Parse([.. Container(deployment)["args"]!.AsArray().Skip(1).Select(argument => argument!.GetValue<string>())]);

        Assert.Empty(parsed.Errors);
    }

    [Fact]
    public async Task Namespaced_GrantsByClusterRole_OnlyWhatNoRoleCan()
    {
        var objects = await Chart.ObjectsAsync("--values", Values("namespaced"), "--set", "rbac.aggregate=false");

        var clusterRole = Assert.Single(objects, candidate => Kind(candidate) == "ClusterRole");
        var role = Assert.Single(objects, candidate => Kind(candidate) == "Role" && candidate["metadata"]!["namespace"]!.GetValue<string>() == "tenant-a");

        Assert.DoesNotContain("secrets", Resources(clusterRole));
        Assert.DoesNotContain("configdrives", Resources(clusterRole));
        Assert.Contains("secrets", Resources(role));
        Assert.DoesNotContain("nodes", Resources(role));
    }

    [Fact]
    public async Task MigrationWebhook_OfAllNamespaces_IsAskedWhatTheProgramAnswers()
    {
        var objects = await Chart.ObjectsAsync("--set", "migrationWebhook.enabled=true");

        var webhook = Assert.Single(Assert.Single(objects, candidate => Kind(candidate) == "ValidatingWebhookConfiguration")["webhooks"]!.AsArray())!;
        Assert.Equal(MigrationReview.Name, (string?)webhook["name"]);
        Assert.Equal(MigrationReview.Path, (string?)webhook["clientConfig"]!["service"]!["path"]);
        Assert.Null(webhook["namespaceSelector"]);
    }

    [Fact]
    public async Task MigrationWebhook_WhoseAuthorityIsCertManagers_GivesTheOperatorNoRightToIt()
    {
        const string configurations = "validatingwebhookconfigurations";

        Assert.DoesNotContain(configurations, await Chart.TemplateAsync());
        Assert.Contains(configurations, await Chart.TemplateAsync("--set", "migrationWebhook.enabled=true"));
        Assert.DoesNotContain(configurations, await Chart.TemplateAsync("--values", Values("everything")));
    }

    [Fact]
    public async Task DefaultValues_GiveTheDeploymentOfTheKustomization()
    {
        var chart = Assert.Single(await Chart.ObjectsAsync(), IsDeployment);
        var kustomized = Assert.Single(await Chart.KustomizeAsync("config", "default"), IsDeployment);

        Assert.True(JsonNode.DeepEquals(chart["spec"], kustomized["spec"]), $"{chart["spec"]}\n{kustomized["spec"]}");
    }

    [Theory]
    [InlineData("ClusterRole")]
    [InlineData("Role")]
    public async Task DefaultValues_GiveTheRightsOfTheKustomization(string kind)
    {
        var chart = Rules(await Chart.ObjectsAsync(), kind);
        var kustomized = Rules(await Chart.KustomizeAsync("config", "default"), kind);

        Assert.Equal(kustomized.Keys.Order(StringComparer.Ordinal), chart.Keys.Order(StringComparer.Ordinal));
        Assert.All(kustomized, role => Assert.True(JsonNode.DeepEquals(role.Value, chart[role.Key]), $"{role.Key}: {role.Value}\n{chart[role.Key]}"));
    }

    [Theory]
    [InlineData("copy.port=8081", "copy.port is 8081, which is the port of the health endpoint: set another")]
    [InlineData("copy.port=9443", "migrationWebhook.port is 9443, which is the port of copy.port: set another")]
    [InlineData("copy.port=9443,primaryStorage.enabled=false", null)]
    public async Task Port_ThatAnotherServerOfThePodHas_IsRefused(string values, string? message)
    {
        var told = await Record.ExceptionAsync(() => Chart.TemplateAsync("--set", $"migrationWebhook.enabled=true,{values}"));

        Assert.Equal(message is null, told is null);
        Assert.Contains(message ?? "", told?.Message ?? "", StringComparison.Ordinal);
    }

    /// <summary>The commands of docs/guides/sharing-a-cluster.md, with everything that the chart can make.</summary>
    [Theory]
    [InlineData("drives-blue", "drives-green")]
    [InlineData("configdrive-operator", "drives-canary")]
    public async Task Releases_OfTheGuide_ShareNothingButTheDefinitions(string one, string other)
    {
        var (ofOne, ofOther) = (await IdentitiesAsync(one), await IdentitiesAsync(other));

        Assert.Contains(ofOne.Concat(ofOther), identity => identity.StartsWith("ConfigDriveClass ", StringComparison.Ordinal));
        Assert.Equal(
            ["CustomResourceDefinition /configdriveclasses.configdrive.dev", "CustomResourceDefinition /configdrives.configdrive.dev"],
            ofOne.Intersect(ofOther).Order(StringComparer.Ordinal));
    }

    private static async Task<List<string>> IdentitiesAsync(string release)
    {
        const string Everything = "migrationWebhook.enabled=true,migrationWebhook.tls.certManager.enabled=true,copy.tls.certManager.enabled=true,replicas=2,secondaryStorage.accessModes={ReadWriteMany}";
        var guide = await File.ReadAllLinesAsync(RepositoryRoot.File("docs", "guides", "sharing-a-cluster.md"), TestContext.Current.CancellationToken);
        var words = Assert.Single(guide.Select(line => line.Split(' ')), words => words is ["helm", _, var name, ..] && name == release);
        string[] options = [.. words.Skip(4).Where(word => word is not ("--create-namespace" or "--reuse-values")).Select(word => word.Trim('\''))];
        var objects = await Chart.ObjectsOfAsync(release, ["--include-crds", "--set", Everything, .. options]);
        return [.. objects.Select(made => $"{Kind(made)} {made["metadata"]!["namespace"]}/{made["metadata"]!["name"]}")];
    }

    private static string Values(string name) => RepositoryRoot.File("tests", "Operator.Tests", "Golden", "chart", $"{name}.values.yaml");

    private static string Kind(JsonNode candidate) => candidate["kind"]!.GetValue<string>();

    private static bool IsDeployment(JsonNode candidate) => Kind(candidate) == "Deployment";

    private static JsonNode Container(JsonNode deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;

    private static HashSet<string> Resources(JsonNode role) =>
        [.. role["rules"]!.AsArray().SelectMany(rule => rule!["resources"]!.AsArray()).Select(resource => resource!.GetValue<string>())];

    private static Dictionary<string, JsonNode> Rules(IEnumerable<JsonNode> objects, string kind) => objects
        .Where(candidate => Kind(candidate) == kind)
        .ToDictionary(role => role["metadata"]!["name"]!.GetValue<string>(), role => role["rules"]!, StringComparer.Ordinal);
}
