using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Finalizers;

/// <summary>
/// Keeps an object from being deleted before its owner has cleaned up.
/// <para>Guarantees: the finalizer is added or removed only if the list of finalizers is still as last seen, so that ours is never added twice and no other is
/// lost; and only on that object, not on a later one of the same name. No other field is changed, and no other change makes it fail.</para>
/// <para>Assumptions: do nothing that needs cleaning up before <see cref="AddAsync"/> has returned; remove the finalizer only after everything is cleaned up.
/// Cleaning up may happen more than once.</para>
/// <para>Caveat: users can remove finalizers by force; what is left then must be found by other means.</para>
/// </summary>
/// <param name="client">The objects; metadata alone is enough.</param>
/// <param name="name">A qualified name: <c>configdrive.dev/cleanup</c>.</param>
/// <remarks>After kube-rs's <c>runtime/finalizer.rs</c>.</remarks>
public sealed class Finalizer<T>(ResourceClient<T> client, string name)
    where T : class, IKubernetesObject
{
    /// <summary>Whether the object has the finalizer.</summary>
    public bool IsOn(T resource) => resource.Metadata.Finalizers?.Contains(name) is true;

    /// <summary>Adds the finalizer, unless the object has it; returns the object as it is now.</summary>
    /// <exception cref="KubernetesException"><see cref="KubernetesException.IsFailedTest"/>: the object is not as last seen; read it again.</exception>
    public async Task<T> AddAsync(T resource, CancellationToken cancellationToken)
    {
        if (IsOn(resource))
        {
            return resource;
        }

        var patch = resource.Metadata.Finalizers is { Count: > 0 } present
            ? Seen(resource).Test("/metadata/finalizers", List(present)).Add("/metadata/finalizers/-", name)
            : Seen(resource).Test("/metadata/finalizers", null).Add("/metadata/finalizers", new JsonArray(name));
        return await client.PatchAsync(NamespacedName.From(resource), patch, cancellationToken: cancellationToken);
    }

    /// <summary>Removes the finalizer, if the object has it. An object that has been deleted meanwhile is not an error.</summary>
    /// <exception cref="KubernetesException"><see cref="KubernetesException.IsFailedTest"/>: the object is not as last seen; read it again.</exception>
    public async Task RemoveAsync(T resource, CancellationToken cancellationToken)
    {
        if (!IsOn(resource))
        {
            return;
        }

        var path = JsonPatch.Pointer("metadata", "finalizers", $"{resource.Metadata.Finalizers!.IndexOf(name)}");
        var patch = Seen(resource).Test("/metadata/finalizers", List(resource.Metadata.Finalizers)).Remove(path);
        try
        {
            await client.PatchAsync(NamespacedName.From(resource), patch, cancellationToken: cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Deleted meanwhile, and the finalizer with it.
        }
    }

    private static JsonPatch Seen(T resource) => new JsonPatch().Test("/metadata/uid", resource.Metadata.Uid);

    private static JsonArray List(List<string> finalizers) => [.. finalizers.Select(finalizer => (JsonNode)finalizer)];
}
