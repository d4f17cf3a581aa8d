using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class RemovalTests : IDisposable
{
    private const string Deletion = "DELETE /api/v1/namespaces/tenant/persistentvolumeclaims/drive";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("configdrive-store-");
    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly ClusterCache cluster;

    public RemovalTests() => cluster = FilledCaches.Create(api.Client);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        root.Delete(recursive: true);
        api.Dispose();
    }

    [Theory]
    [InlineData("Running", "drive", true)]
    [InlineData("Running", "another", false)]
    [InlineData("Succeeded", "drive", false)]
    public async Task Claim_OfADeletedDrive_StaysWhileTheServerShowsAnInstanceThatUsesIt(string phase, string inInstance, bool isUsed)
    {
        var drive = FilledCaches.Drive("web");
        cluster.Primary!.Claims.Show(new V1PersistentVolumeClaim { Metadata = Ownership.MetadataFor(drive, "drive", []) });
        var step = new DeleteClaims(new PrimaryStore(api.Client, cluster.Primary, clock), new LiveReferences(api.Client));
        var instance = FilledCaches.Instance("vmi", inInstance).Replace("Running", phase, StringComparison.Ordinal);
        api.Answer("GET /apis/kubevirt.io/v1/namespaces/tenant/virtualmachineinstances/web-1", instance);
        api.Answer(Deletion, """{"kind": "Status", "status": "Success"}""");

        var result = await step.RunAsync(new ReconcileContext(drive), Token);

        Assert.Equal(isUsed ? Reasons.ClaimInUse : "", result.Reason);
        Assert.Equal(!isUsed, api.Requests.Contains(Deletion));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public async Task File_OfADeletedDrive_StaysWhenAnOlderDriveHasTheVirtualMachine(int hour, bool isRemoved)
    {
        var drive = FilledCaches.Drive("deleted", clock.Now.AddHours(hour));
        cluster.ConfigDrives.Show(drive, FilledCaches.Drive("other", clock.Now.AddHours(1)));
        var path = new LibraryPath(new("tenant", "web-1"));
        var library = new SecondaryStore(root.FullName);
        var content = IsoContent.FromBytes(new byte[4]);
        await library.WriteAsync(path, IsoImage.Create([new IsoFile("a", content)], new IsoImageOptions { VolumeLabel = "config-2" }), Token);
        var step = new DeleteFromLibrary(library, new DriveOwner(cluster, api.Client));

        await step.RunAsync(new ReconcileContext(drive), Token);

        Assert.Equal(isRemoved, library.StateOf(path) is null);
    }
}
