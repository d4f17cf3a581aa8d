namespace ConfigDrive.Operator.Tests.Packaging;

/// <summary>What the chart has from elsewhere: definitions and rights from config, README.md from values.yaml. <c>hack/chart</c> writes it.</summary>
public sealed class ChartFilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("configdrive.dev_configdrives.yaml")]
    [InlineData("configdrive.dev_configdriveclasses.yaml")]
    public async Task Definition_OfTheChart_IsThatOfConfigAndStaysWithoutTheRelease(string definition)
    {
        var made = await ReadAsync("config", "crds", definition);

        var expected = made.Insert(made.IndexOf("\nspec:", StringComparison.Ordinal), "\n  annotations:\n    helm.sh/resource-policy: keep");

        await AssertMadeAsync(expected, "crds", definition);
    }

    [Theory]
    [InlineData("role.yaml")]
    [InlineData("operator_namespace_role.yaml")]
    [InlineData("configdrive_editor_role.yaml")]
    [InlineData("configdrive_viewer_role.yaml")]
    public async Task Rights_OfTheChart_AreThoseOfConfig(string file) => await AssertMadeAsync(await ReadAsync("config", "rbac", file), "files", file);

    [Fact]
    public async Task Readme_OfTheChart_TellsItsValues() =>
        await AssertMadeAsync(ChartReadme.Of(await File.ReadAllLinesAsync(RepositoryRoot.File("charts", "configdrive-operator", "values.yaml"), Token)), "README.md");

    private static Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(RepositoryRoot.File(path), Token);

    private static async Task AssertMadeAsync(string expected, params string[] path)
    {
        string[] file = ["charts", "configdrive-operator", .. path];
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(RepositoryRoot.File(file), expected, Token);
        }

        Assert.Equal(expected, await ReadAsync(file));
    }
}
