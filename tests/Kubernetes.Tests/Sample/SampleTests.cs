using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Sample;

public sealed class SampleTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Readme_Sample_IsTheCodeThatIsCompiledHere()
    {
        var readme = Trimmed("src/Kubernetes/README.md");
        foreach (var file in (string[])["SampleController.cs", "Greeter.cs"])
        {
            var sample = Trimmed($"tests/Kubernetes.Tests/Sample/{file}").Split("// <sample>\n")[1].Split("\n// </sample>")[0];
            Assert.Contains(sample, readme, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Sample_RealServer_GreetsConfigMapsOldAndNew()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var ns = await fixture.NamespaceAsync(Cancellation);
        await CreateAsync(client, new(ns, "old"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var kubeconfig = (await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath;
        var running = SampleController.RunAsync(KubernetesClientConfiguration.FromKubeConfig(kubeconfig), stop.Token);
        await GreetedAsync(client, new(ns, "old"));
        await CreateAsync(client, new(ns, "new"));
        await GreetedAsync(client, new(ns, "new"));
        await stop.CancelAsync();
        await running;
    }

    private static string Trimmed(string file) =>
        string.Join('\n', File.ReadAllLines(Path.Join(Repository.Root, file)).Select(line => line.Trim()));

    private static Task<V1ConfigMap> CreateAsync(KubernetesClient client, NamespacedName key) => client.Resource(Resources.ConfigMaps).CreateAsync(
        new V1ConfigMap { ApiVersion = "v1", Kind = "ConfigMap", Metadata = new() { Namespace = key.Namespace, Name = key.Name, Labels = new() { ["greet"] = "" } } },
        Cancellation);

    private static Task<V1ConfigMap> GreetedAsync(KubernetesClient client, NamespacedName key) => Eventually.TrueAsync(
        () => client.Resource(Resources.ConfigMaps).GetAsync(key, Cancellation), map => map.Metadata.Labels!.GetValueOrDefault("greeted") == "hello", Cancellation);
}
