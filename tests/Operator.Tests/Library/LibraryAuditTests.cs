using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Tests.Cluster;
using ConfigDrive.Operator.Tests.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Operator.Tests.Library;

public sealed class LibraryAuditTests : IDisposable
{
    private const string Drives = "GET /apis/configdrive.dev/v1alpha1/namespaces/tenant/configdrives";
    private static readonly LibraryPath Web1 = new(new("tenant", "web-1"));
    private static readonly RevisionKey Key = new(new byte[32]);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("configdrive-store-");
    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly WorkQueue<NamespacedName> queue = new("audit");
    private readonly ClusterCache cluster;
    private readonly SecondaryStore library;

    public LibraryAuditTests()
    {
        cluster = FilledCaches.Create(api.Client);
        library = new SecondaryStore(root.FullName);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        root.Delete(recursive: true);
        api.Dispose();
        queue.Dispose();
    }

    [Theory]
    [InlineData(-1, "", true)]
    [InlineData(+1, "", false)] // the cache cannot know its drive yet
    [InlineData(-1, """{"metadata": {"name": "new"}, "spec": {"virtualMachineRef": {"name": "web-1"}}}""", false)]
    [InlineData(-1, """{"metadata": {"name": "odd"}, "spec": {"virtualMachineRef": 1}}""", false)] // it may be anybody's
    [InlineData(-1, """{"metadata": {"name": "web-2"}, "spec": {"virtualMachineRef": {"name": "web-2"}}}""", true)]
    public async Task File_WithoutADriveInTheCache_IsRemovedOnlyWhenItIsOlderThanTheAuditAndNobodys(
        int written, string onTheServer, bool isRemoved)
    {
        await StoreAsync();
        clock.Now = library.StateOf(Web1)!.LastWrite.AddSeconds(-written);
        api.Answer(Drives, $$"""{"metadata": {"resourceVersion": "1"}, "items": [{{onTheServer}}]}""");

        await AuditAsync();

        Assert.Equal(isRemoved, library.StateOf(Web1) is null);
    }

    [Fact]
    public async Task File_OfADriveThatAnotherOperatorServes_IsRemoved()
    {
        var revision = await StoreAsync();
        clock.Now = library.StateOf(Web1)!.LastWrite.AddSeconds(1);
        cluster.ConfigDrives.Show(FilledCaches.Drive("web", clock.Now, Stored(revision)));
        api.Answer(Drives, """{"metadata": {"resourceVersion": "1"}, "items": []}""");

        await AuditAsync(cluster with { Selector = LabelSelector.TryParse("track=canary")! });

        Assert.Null(library.StateOf(Web1));
    }

    [Fact]
    public async Task File_OfTwoDrives_IsComparedWithWhatTheOlderStored()
    {
        var revision = await StoreAsync();
        library.MarkSuspect(Web1);
        cluster.ConfigDrives.Show(
            FilledCaches.Drive("first", clock.Now, Stored("aaaaaaaaaa")),
            FilledCaches.Drive("second", clock.Now.AddHours(-1), Stored(revision)));

        await AuditAsync();

        Assert.True(library.IsUnchanged(Web1));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task File_ThatSomebodyElseChanged_IsGivenToTheReconciler()
    {
        await StoreAsync();
        cluster.ConfigDrives.Show(FilledCaches.Drive("web", clock.Now, Stored("aaaaaaaaaa")));

        await AuditAsync();

        Assert.False(library.IsUnchanged(Web1));
        Assert.Equal(new NamespacedName("tenant", "web"), await queue.GetAsync(Token));
    }

    [Fact]
    public async Task File_OfADriveOfAnotherKey_IsNotJudged()
    {
        await StoreAsync();
        library.MarkVerified(Web1, library.StateOf(Web1)!);
        cluster.ConfigDrives.Show(
            FilledCaches.Drive("web", clock.Now.AddHours(-1), Stored("aaaaaaaaaa") with { RevisionKeyID = "bbbbbbbbbb" }),
            FilledCaches.Drive("gone", clock.Now, Stored("aaaaaaaaaa", "web-2") with { RevisionKeyID = "bbbbbbbbbb" }));

        await AuditAsync();

        Assert.True(library.IsUnchanged(Web1));
        Assert.Equal(new NamespacedName("tenant", "web"), await queue.GetAsync(Token));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task File_OfARevisionThatKeptItsName_IsComparedByItsDigest()
    {
        var digest = await StoreAsync();
        library.MarkSuspect(Web1);
        cluster.ConfigDrives.Show(FilledCaches.Drive("web", clock.Now, Stored("aaaaaaaaaa") with { Revision = "aaaaaaaaaa", RevisionKeyID = Key.Id, Digest = digest }));

        await AuditAsync();

        Assert.True(library.IsUnchanged(Web1));
        Assert.Equal(0, queue.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task File_ThatIsAFifo_DoesNotHangTheAudit_AndIsGivenToTheReconciler()
    {
        var revision = await StoreAsync();
        var file = Path.Combine(root.FullName, Web1.ToString());
        File.Delete(file);
        Fifo.Make(file);
        cluster.ConfigDrives.Show(FilledCaches.Drive("web", clock.Now, Stored(revision)));

        await AuditAsync();

        Assert.False(library.IsUnchanged(Web1));
        Assert.Equal(new NamespacedName("tenant", "web"), await queue.GetAsync(Token));
    }

    private static ConfigDriveStatus Stored(string revision, string virtualMachine = "web-1") =>
        new() { Secondary = new SecondaryStatus { Path = new LibraryPath(new("tenant", virtualMachine)).ToString(), Revision = revision } };

    private async Task<string> StoreAsync()
    {
        var content = IsoContent.FromBytes(new byte[4]);
        var image = IsoImage.Create([new IsoFile("a", content)], new IsoImageOptions { VolumeLabel = "config-2" });
        await library.WriteAsync(Web1, image, Token);
        return Key.RevisionOf(image);
    }

    private Task AuditAsync() => AuditAsync(cluster);

    private Task AuditAsync(ClusterCache caches)
    {
        var settings = new LibraryAuditSettings(TimeSpan.FromHours(1), Namespaces: []);
        return new LibraryAudit(caches, api.Client, library, Key, queue, settings, NullLogger.Instance, clock).AuditAsync(Token);
    }
}
