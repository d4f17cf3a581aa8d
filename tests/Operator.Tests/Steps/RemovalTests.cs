using System.Text.Json.Nodes;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Attachment;
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
        var step = new DeleteClaims(cluster, new VirtualMachineWriter(api.Client), new PrimaryStore(api.Client, cluster.Primary, clock), new LiveReferences(api.Client));
        var instance = FilledCaches.Instance("vmi", inInstance).Replace("Running", phase, StringComparison.Ordinal);
        api.Answer("GET /apis/kubevirt.io/v1/namespaces/tenant/virtualmachineinstances/web-1", instance);
        api.Answer(Deletion, """{"kind": "Status", "status": "Success"}""");

        var result = await step.RunAsync(new ReconcileContext(drive), Token);

        Assert.Equal(isUsed ? Reasons.ClaimInUse : "", result.Reason);
        Assert.Equal(!isUsed, api.Requests.Contains(Deletion));
    }

    /// <summary>An operator that only keeps the library now has attached drives before.</summary>
    [Theory]
    [InlineData("disk/configdrive volume/configdrive", "drive", "", "")]
    [InlineData("volume/configdrive", "drive", "configdrive", "")] // the empty drive is the user's
    [InlineData("", "drive", "configdrive", "configdrive")] // declared by the user
    [InlineData("disk/configdrive volume/configdrive", "another", "configdrive", "configdrive")] // the user's by now
    public async Task Drive_OfADeletedConfigDrive_LeavesOnlyWhatWasNotAdded(string added, string claim, string disks, string volumes)
    {
        var drive = FilledCaches.Drive("web", status: new() { Drift = new() { Written = "drive" } });
        var machine = FilledCaches.VirtualMachine("vm", claim, added);
        cluster.VirtualMachines.Show(FilledCaches.ReadVirtualMachine(machine));
        var stored = (JsonObject)JsonNode.Parse(machine)!;
        var writer = new VirtualMachineWriter((_, patch, _) =>
        {
            stored = JsonPatchDocument.Apply(stored, (JsonArray)patch.ToJson());
            return Task.FromResult(FilledCaches.ReadVirtualMachine(stored.ToJsonString()));
        });

        await new DetachDrive(cluster, writer, primary: null).RunAsync(new ReconcileContext(drive), Token);

        Assert.Equal(disks, string.Join(' ', stored.TemplateSpec().Disks().Select(disk => (string?)disk!["name"])));
        Assert.Equal(volumes, string.Join(' ', stored.TemplateSpec().Volumes().Select(volume => (string?)volume!["name"])));
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
