using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;

namespace ConfigDrive.Kubernetes.Tests.Sample;

// <sample>
internal sealed class Greeter(ResourceClient<V1PartialObjectMetadata> configMaps, Store<V1PartialObjectMetadata> store) : IReconciler
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (store.Find(key) is { Metadata.Labels: { } labels } && labels.ContainsKey("greet") && !labels.ContainsKey("greeted"))
        {
            await configMaps.PatchAsync(key, new JsonPatch().Add("/metadata/labels/greeted", "hello"), cancellationToken: cancellationToken);
        }

        return ReconcileResult.Done;
    }
}
// </sample>
