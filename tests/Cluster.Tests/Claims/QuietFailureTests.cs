using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>A drive that cannot be delivered costs the API server next to nothing while nothing changes. On a cluster of its own: others need not wait for that.</summary>
public sealed class QuietFailureTests(ClaimsFixture cluster) : IClassFixture<ClaimsFixture>
{
    private const string Drive = "  metadata:\n    hostname";
    private const string Quota = "---\n{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {persistentvolumeclaims: \"0\"}}}\n---\n";
    private const string NoProvisioner = "---\n{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: by-hand}, provisioner: kubernetes.io/no-provisioner}\n---\n";
    private const string Foreign = "---\n{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: mine}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}\n---\n";
    private const int MostRequests = 12;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <summary>What a tenant applies, what its copy pods meet, and the reason of Ready that follows; Suspended has none.</summary>
    private static readonly (string Manifests, PlayedFault Fault, string Reason)[] States =
    [
        (Samples.All.With("name: web-1-password, key", "name: missing, key"), PlayedFault.None, "SecretNotFound"),
        (Samples.All.With("configMapKeyRef: {name: team-keys", "configMapKeyRef: {name: missing"), PlayedFault.None, "ConfigMapNotFound"),
        (Samples.All.With("virtualMachineRef: {name: web-1}", "virtualMachineRef: {name: missing}"), PlayedFault.None, "VirtualMachineNotFound"),
        (Samples.All.With(Samples.PublicKey, "ssh-ed25519 nonsense"), PlayedFault.None, "InvalidContent"),
        (Samples.All.With(Samples.RootVolume, $"{Samples.RootVolume}, {{name: ci, cloudInitNoCloud: {{userData: x}}}}"), PlayedFault.None, "OtherCloudInit"),
        (Samples.All.With(Drive, $"  primaryStorage: {{storageClassName: nowhere}}\n{Drive}"), PlayedFault.None, "StorageClassNotFound"),
        (NoProvisioner + Samples.All.With(Drive, $"  primaryStorage: {{storageClassName: by-hand}}\n{Drive}"), PlayedFault.None, "ClaimPending"),
        (Foreign + Samples.All.With(Samples.RootVolume, $"{Samples.RootVolume}, {{name: configdrive, persistentVolumeClaim: {{claimName: mine}}}}")
            .With(Samples.RootDisk, $"{Samples.RootDisk}, {{name: configdrive, cdrom: {{bus: sata}}}}"), PlayedFault.None, "ClaimNotOurs"),
        (Quota + Samples.All, PlayedFault.None, "QuotaExceeded"),
        (Samples.All, PlayedFault.Unschedulable, "PodUnschedulable"),
        (Samples.All, PlayedFault.ImagePull, "ImagePullFailed"),
        (Samples.All, PlayedFault.Killed, "CopyFailed"),
        (Samples.All.With("  virtualMachineRef", "  suspend: true\n  virtualMachineRef"), PlayedFault.None, ""),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_InAnyStateOfFailure_SettlesAtAFewRequestsAMinute()
    {
        List<(string Namespace, string Reason)> tenants = [];
        foreach (var (manifests, fault, reason) in States)
        {
            var tenant = await cluster.NewTenantAsync();
            Assert.SkipWhen(cluster.Cluster.ControlPlane.IsExistingCluster, "The audit log of somebody else's cluster is not ours to read.");
            cluster.Cluster.Player.Let(tenant.Name, fault);
            await tenant.ApplyAsync(manifests);
            await (reason.Length > 0
                ? tenant.NotReadyAsync("web-1", reason)
                : tenant.EventuallyAsync("web-1", drive => Tenant.Condition(drive, "Suspended") is not null));
            tenants.Add((tenant.Name, reason));
        }

        var audit = new AuditLog(cluster.Cluster.ControlPlane.AuditLogPath);
        List<(long At, Dictionary<string, int> Counts)> samples = [];
        List<string> busy = [.. tenants.Select(tenant => tenant.Reason)];
        await Eventually.TrueAsync(Busy, found => found.Count == 0, Token, TimeSpan.FromMinutes(10));

        List<string> Busy()
        {
            if (samples.Count == 0 || TimeProvider.System.GetElapsedTime(samples[^1].At) > TimeSpan.FromSeconds(1))
            {
                var counts = audit.Requests().GroupBy(request => request.Namespace ?? "").ToDictionary(group => group.Key, group => group.Count());
                samples.Add((TimeProvider.System.GetTimestamp(), counts));
                busy = [.. tenants.Where(tenant => Recent(samples, tenant.Namespace) is not <= MostRequests).Select(tenant => tenant.Reason)];
            }

            return busy;
        }
    }

    /// <summary>The requests in a namespace during the window that ends now; null before there is a whole one.</summary>
    private static int? Recent(List<(long At, Dictionary<string, int> Counts)> samples, string @namespace) =>
        samples.LastOrDefault(sample => TimeProvider.System.GetElapsedTime(sample.At) >= Window).Counts is { } before
            ? samples[^1].Counts.GetValueOrDefault(@namespace) - before.GetValueOrDefault(@namespace)
            : null;
}
