using System.Collections.Concurrent;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>
/// Sees whether a claim is deleted while the guest has it: its instance names the claim, or a pod of KubeVirt's has it mounted. Once neither does, neither
/// will again, so what is found is no matter of the moment at which it is looked for.
/// </summary>
internal sealed class ClaimsInUse : IAsyncDisposable
{
    private readonly Tenant tenant;
    private readonly ConcurrentDictionary<string, Task> checks = new();
    private readonly ConcurrentQueue<string> deleted = new();
    private readonly Watched<V1PersistentVolumeClaim> claims;

    public ClaimsInUse(Tenant tenant)
    {
        this.tenant = tenant;
        claims = new Watched<V1PersistentVolumeClaim>(
            async token =>
            {
                var list = await tenant.Client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(tenant.Name, cancellationToken: token);
                return (list.Items, list.Metadata.ResourceVersion);
            },
            (version, token) => tenant.Client.CoreV1.WatchListNamespacedPersistentVolumeClaimAsync(tenant.Name, resourceVersion: version, cancellationToken: token),
            Look);
    }

    /// <summary>Asserts that none was.</summary>
    public async Task AssertNoneDeletedAsync()
    {
        await Task.WhenAll(checks.Values);
        Assert.Empty(deleted);
    }

    public ValueTask DisposeAsync() => claims.DisposeAsync();

    private void Look(V1PersistentVolumeClaim claim)
    {
        if (claim.Metadata.DeletionTimestamp is not null)
        {
            _ = checks.GetOrAdd(claim.Uid(), _ => CheckAsync(claim.Name()));
        }
    }

    private async Task CheckAsync(string claim)
    {
        var isNamed = (await tenant.InstanceAsync())?.ToJsonString().Contains($"\"{claim}\"", StringComparison.Ordinal) is true;
        var isMounted = (await tenant.PodsAsync()).Any(pod =>
            pod.Metadata.DeletionTimestamp is null && pod.Metadata.Labels?.ContainsKey("kubevirt.io") is true
            && pod.Spec.Volumes.Any(volume => volume.PersistentVolumeClaim?.ClaimName == claim));
        if (isNamed || isMounted)
        {
            deleted.Enqueue(claim);
        }
    }
}
