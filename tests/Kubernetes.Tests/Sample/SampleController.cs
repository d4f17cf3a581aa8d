using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Hosting;

namespace ConfigDrive.Kubernetes.Tests.Sample;

// The sample of src/Kubernetes/README.md. What is between the marks stands there word for word.
internal static class SampleController
{
    public static async Task RunAsync(KubernetesClientConfiguration configuration, CancellationToken cancellationToken)
    {
        // <sample>
        using var client = new KubernetesClient(configuration);
        var configMaps = client.Metadata(Resources.ConfigMaps);
        var informer = new Informer<V1PartialObjectMetadata>(configMaps);
        using var controller = new Controller("greeter", new Greeter(configMaps, informer.Store)).For(informer);
        using var host = new OperatorHost().AddInformer(informer).AddController(controller);
        await host.RunAsync(cancellationToken);
        // </sample>
    }
}
