using System.Diagnostics;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Operator.Tests.Packaging;

/// <summary>The chart and the kustomization, as the tools of their users render them.</summary>
internal static class Chart
{
    private static readonly string Cache = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder ? folder : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"),
        "configdrive-operator", "helm-3.17");

    public static Task<string> TemplateAsync(params string[] arguments) => TemplateOfAsync("configdrive-operator", ["--namespace", "configdrive-system", .. arguments]);

    public static async Task<IReadOnlyList<JsonNode>> ObjectsAsync(params string[] arguments) => Read(await TemplateAsync(arguments));

    /// <summary>The objects of a release with a name of its own.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ObjectsOfAsync(string release, params string[] arguments) => Read(await TemplateOfAsync(release, arguments));

    public static async Task<IReadOnlyList<JsonNode>> KustomizeAsync(params string[] folder) => Read(await RunAsync("kubectl", ["kustomize", RepositoryRoot.File(folder)]));

    private static Task<string> TemplateOfAsync(string release, string[] arguments) =>
        RunAsync("helm", ["template", release, RepositoryRoot.File("charts", "configdrive-operator"), .. arguments]);

    private static IReadOnlyList<JsonNode> Read(string text)
    {
        using var reader = new StringReader(text);
        return KubernetesYaml.ReadAll(reader);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var path = Path.Combine(Cache, program);
        if (!File.Exists(path))
        {
            Assert.Skip($"{path} is missing: hack/chart check fetches it");
        }

        using var process = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
