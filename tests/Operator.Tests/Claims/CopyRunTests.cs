using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Claims;

public sealed class CopyRunTests : IDisposable
{
    private const string Refill = "PATCH /api/v1/namespaces/tenant/persistentvolumeclaims/drive";

    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();

    public void Dispose() => api.Dispose();

    /// <summary>The caches show no instance; what the server says decides.</summary>
    [Theory]
    [InlineData("drive", true)]
    [InlineData("another", false)]
    public async Task Claim_ThatAnInstanceUsesWhichTheCachesDoNotShow_IsNotRefilled(string inInstance, bool isUsed)
    {
        var drive = FilledCaches.Drive("web");
        var cluster = FilledCaches.Create(api.Client);
        var annotations = new Dictionary<string, string> { [Annotations.Filled] = "aaaaaaaaaa", [Annotations.Revision] = "aaaaaaaaaa" };
        cluster.Primary!.Claims.Show(new V1PersistentVolumeClaim { Metadata = Ownership.MetadataFor(drive, "drive", annotations) });
        api.Answer("GET /apis/kubevirt.io/v1/namespaces/tenant/virtualmachineinstances/web-1", FilledCaches.Instance("vmi", inInstance));
        api.Refuse(Refill, 403, "Forbidden"); // far enough
        var wanted = DesiredClaim.For("drive", "bbbbbbbbbb", drive.Spec.PrimaryStorage, new PrimaryDefaults(), imageBytes: 1);
        var settings = new CopyPodSettings { Image = "operator" };
        var pods = new CopyPodMaker(settings, () => throw new NotSupportedException(), new PlacementFinder(api.Client, clock));
        var store = new PrimaryStore(api.Client, cluster.Primary, clock);
        var parts = new ClaimParts(store, pods, new LiveReferences(api.Client), new PrimaryDefaults());
        var library = new SecondaryStore("/nowhere");
        var verification = new CopyVerification(library, new RevisionKey(new byte[32]));
        var run = new CopyRun(new ReconcileContext(drive), wanted, parts, verification, library, clock);

        var result = isUsed ? await run.ToEndAsync(TestContext.Current.CancellationToken) : null;
        if (!isUsed)
        {
            await Assert.ThrowsAsync<KubernetesException>(() => run.ToEndAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(isUsed ? Reasons.ClaimInUse : null, result?.Reason);
        Assert.Equal(!isUsed, api.Requests.Contains(Refill));
    }
}
