using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>What the operator made and no ConfigDrive has any more.</summary>
internal static class Leftovers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Waits until there are no claims and pods of the operator's that no ConfigDrive has.</summary>
    public static Task AreGoneAsync(IKubernetes client) => Eventually.TrueAsync(
        () => FindAsync(client), leftovers => leftovers.Length == 0, Token, TimeSpan.FromSeconds(300));

    private static async Task<string> FindAsync(IKubernetes client)
    {
        var wanted = (await DriveStates.DrivesAsync(client, @namespace: null)).Select(drive => $"{drive.Metadata.Namespace}/{drive.Status?.Primary?.ClaimName}");
        var claims = await client.CoreV1.ListPersistentVolumeClaimForAllNamespacesAsync(
            labelSelector: "app.kubernetes.io/managed-by=configdrive-operator", cancellationToken: Token);
        var pods = await client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: "app.kubernetes.io/component=copy", cancellationToken: Token);
        return string.Join(' ', claims.Items.Select(Named).Except(wanted).Concat(pods.Items.Select(Named)));
    }

    private static string Named(IMetadata<V1ObjectMeta> found) => $"{found.Metadata.NamespaceProperty}/{found.Metadata.Name}";
}
