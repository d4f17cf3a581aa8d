using System.Text;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Steps;

/// <summary>What becomes of a drive when the key of all revisions is another one: the product's own steps, and an API server that has one Secret.</summary>
public sealed class KeyRenewalTests : IDisposable
{
    private const string Instance = "instance-1";
    private static readonly LibraryPath Path = new(new("tenant", "web-1"));

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("configdrive-store-");
    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly ClusterCache cluster;
    private readonly SecondaryStore library;
    private readonly RevisionKey former = new(new byte[32]);
    private readonly RevisionKey present = new(Enumerable.Repeat((byte)1, 32).ToArray());

    public KeyRenewalTests()
    {
        cluster = FilledCaches.Create(api.Client);
        library = new SecondaryStore(root.FullName);
        GivePassword("first");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTime Written => File.GetLastWriteTimeUtc(System.IO.Path.Combine(root.FullName, Path.ToString()));

    public void Dispose()
    {
        root.Delete(recursive: true);
        api.Dispose();
        former.Dispose();
        present.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // an earlier operator wrote none
    public async Task Drive_WhoseImageIsInTheLibrary_KeepsItsRevision(bool hasIdentifier)
    {
        var before = await MadeAsync(former);
        var written = Written;

        var (context, _) = await RunAsync(hasIdentifier ? before : before with { RevisionKeyID = null }, present);
        var after = context.Status;

        Assert.Equal((before.Revision, present.Id), (after.Revision, after.RevisionKeyID));
        Assert.NotEqual(before.Inputs, after.Inputs);
        Assert.NotNull(after.Digest);
        Assert.Equal(written, Written);
        Assert.Empty(context.Events);

        // From then on nothing is read or made again.
        var requests = api.Requests.Count;
        Assert.Equal(after, (await RunAsync(after, present)).Context.Status);
        Assert.Equal(requests, api.Requests.Count);
    }

    [Fact]
    public async Task Revision_ThatWasKept_IsThatOfItsImageUntilTheContentChanges()
    {
        var kept = (await RunAsync(await MadeAsync(former), present)).Context.Status;

        var written = Written;
        library.MarkSuspect(Path);
        await RunAsync(kept, present);
        Assert.Equal((written, true), (Written, library.IsUnchanged(Path)));

        // One that is gone from the library is made again, with the name that the claim has.
        library.Delete(Path);
        var repaired = (await RunAsync(kept, present)).Context.Status;
        Assert.Equal((kept.Revision, kept.Digest), (repaired.Revision, repaired.Digest));
        await using (var image = library.OpenRead(Path))
        {
            Assert.Equal(kept.Digest, await present.DigestOfAsync(image, kept.Revision!, Token));
        }

        var changed = (await RunAsync(kept with { Inputs = null }, present, "another")).Context.Status;
        Assert.NotEqual(kept.Revision, changed.Revision);
        Assert.Null(changed.Digest);
    }

    [Fact]
    public async Task Drive_WhoseContentChangedMeanwhile_GetsANewRevisionImmediately()
    {
        var before = await MadeAsync(former);

        var after = (await RunAsync(before, present, "another")).Context.Status;

        Assert.NotEqual(before.Revision, after.Revision);
        Assert.Equal((after.Revision, null, present.Id), (after.Secondary!.Revision, after.Digest, after.RevisionKeyID));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Password_ThatWasDelivered_IsNotPendingUnderAnotherKey(bool isImageInLibrary)
    {
        var carrying = await MadeAsync(former);
        var before = (await RunAsync(Delivered(carrying), former)).Context.Status;
        Assert.Equal(carrying.Revision, before.Password!.RevisionWithPassword);
        if (!isImageInLibrary)
        {
            library.Delete(Path);
        }

        var after = (await RunAsync(before, present)).Context.Status;
        var again = (await RunAsync(after with { Inputs = null }, present)).Context.Status;

        Assert.False(after.Password!.Pending);
        Assert.Equal(Instance, after.Password.DeliveredTo);
        Assert.NotEqual(before.Password.Digest, after.Password.Digest);
        Assert.Equal(isImageInLibrary, after.Revision == before.Revision);

        // The running guest keeps the drive that it got the password with.
        Assert.Equal(carrying.Revision, isImageInLibrary ? after.Password.RevisionWithPassword : carrying.Revision);
        Assert.Equal(after.Password.RevisionWithPassword, again.Password!.RevisionWithPassword);
        Assert.False(again.Password.Pending);

        GivePassword("second");
        Assert.True((await RunAsync(again with { Inputs = null }, present)).Context.Status.Password!.Pending);
    }

    [Fact]
    public async Task Password_ThatIsPending_StaysOnTheSameRevision_AndIsDeliveredOnce()
    {
        var before = await MadeAsync(former);

        var after = (await RunAsync(before, present)).Context.Status;

        var password = after.Password!;
        Assert.True(password.Pending);
        Assert.Equal([new PasswordRevision { Revision = before.Revision!, Digest = password.Digest! }], password.Revisions);
        Assert.Equal(before.Revision, after.Revision);

        var delivered = (await RunAsync(Delivered(after), present)).Context.Status;
        Assert.NotEqual(before.Revision, delivered.Revision);
        Assert.Equal(before.Revision, delivered.Password!.RevisionWithPassword);
    }

    [Fact]
    public async Task Password_ThatIsPending_OnAnImageThatIsGone_IsNotSpentBeforeTheNextRevisionIsThere()
    {
        var before = await MadeAsync(former);
        library.Delete(Path);

        var after = (await RunAsync(before, present)).Context.Status;

        Assert.NotEqual(before.Revision, after.Revision);
        Assert.All([before.Revision, after.Revision], revision => Assert.False(PasswordDelivery.IsSpent(null, after.Password, revision)));
        Assert.Contains(after.Password!.Revisions, entry => entry.Revision == before.Revision);
    }

    [Theory]
    [InlineData("True", "Succeeded")]
    [InlineData("False", "RevisionKeyLost")]
    public async Task Drive_WhoseImageIsGone_StaysAsItIsUntilItsTime(string ready, string reason)
    {
        var before = Settled(await MadeAsync(former), ready, reason);
        cluster.ConfigDrives.Show(Enumerable.Range(0, 600).Select(number => FilledCaches.Drive($"web-{number}", status: before)));
        library.Delete(Path);
        var renewal = NewRenewal(present);

        var (context, result) = await RunAsync(before, present, renewal: renewal);

        Assert.Equal((before.Revision, before.RevisionKeyID, before.Inputs), (context.Status.Revision, context.Status.RevisionKeyID, context.Status.Inputs));
        Assert.Equal((Reasons.RevisionKeyChanged, StepOutcome.Satisfied, true), (result.Reason, result.Outcome, result.EndsRun));
        Assert.InRange(result.RecheckAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));
        Assert.Null(library.StateOf(Path));

        clock.Now += result.RecheckAfter.Value;
        var after = (await RunAsync(before, present, renewal: renewal)).Context.Status;
        Assert.Equal((present.Id, null), (after.RevisionKeyID, after.Digest));
        Assert.NotEqual(before.Revision, after.Revision);
    }

    [Fact]
    public async Task Drive_ThatItsUserChanged_OrThatIsNotReady_DoesNotWait()
    {
        var before = Settled(await MadeAsync(former), "True", "Succeeded");
        cluster.ConfigDrives.Show(Enumerable.Range(0, 600).Select(number => FilledCaches.Drive($"web-{number}", status: before)));
        foreach (var status in (ConfigDriveStatus[])[before with { ObservedGeneration = 0 }, Settled(before, "False", "CopyFailed")])
        {
            library.Delete(Path);

            Assert.Equal(Reasons.Rendered, (await RunAsync(status, present)).Result.Reason);
        }
    }

    [Fact]
    public void Times_OfManyDrives_AreSpreadOverOneMinuteForEachSixty()
    {
        var times = new SpreadTimes(clock.Now, Drives: 6000, PerMinute: 60);

        var minutes = Enumerable.Range(0, 6000).Select(number => (int)(times.Of($"uid-{number}") - clock.Now).TotalMinutes).ToList();

        Assert.InRange(minutes.Max(), 98, 100);
        Assert.InRange(minutes.GroupBy(minute => minute).Max(group => group.Count()), 60, 120);
        Assert.Equal(times.Of("uid-7"), (times with { }).Of("uid-7"));
    }

    private static ConfigDriveStatus Settled(ConfigDriveStatus status, string ready, string reason) => status with
    {
        ObservedGeneration = 1,
        Conditions = [new V1Condition { Type = ConditionTypes.Ready, Status = ready, Reason = reason, Message = "", LastTransitionTime = default }],
    };

    private static ConfigDriveStatus Delivered(ConfigDriveStatus status) => status with { Password = status.Password! with { Pending = false, DeliveredTo = Instance } };

    private void GivePassword(string password)
    {
        var metadata = new V1ObjectMeta { Namespace = "tenant", Name = "password", Uid = "u", ResourceVersion = password };
        cluster.Secrets.Show(new V1PartialObjectMetadata { Metadata = metadata });
        api.Answer("GET /api/v1/namespaces/tenant/secrets/password", $$"""
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "password", "namespace": "tenant", "uid": "u", "resourceVersion": "{{password}}"},
             "data": {"password": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(password))}}"} }
            """);
    }

    private KeyRenewal NewRenewal(RevisionKey key) => new(cluster, library, key, clock);

    private async Task<ConfigDriveStatus> MadeAsync(RevisionKey key) => (await RunAsync(new ConfigDriveStatus(), key)).Context.Status;

    /// <summary>Renders and stores, as an operator with a key does.</summary>
    private async Task<(ReconcileContext Context, StepResult Result)> RunAsync(ConfigDriveStatus status, RevisionKey key, string hostname = "web", KeyRenewal? renewal = null)
    {
        var drive = FilledCaches.Drive("web", status: status);
        var spec = drive.Spec with
        {
            Metadata = new InstanceMetadata { Hostname = hostname },
            Password = new Password { SecretKeyRef = new KeySelector { Name = "password", Key = "password" } },
        };
        var context = new ReconcileContext(drive with { Spec = spec }) { VirtualMachine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "claim")) };
        var sources = new SourceReader(api.Client, SecretAccess.All);
        var classes = new ClassReader(cluster.Classes, sources, new ContentDefaults());
        await new FindClass(cluster, classes, new ClassRollouts(cluster, clock)).RunAsync(context, Token);
        var renderer = new DriveRenderer(cluster, sources, classes, key, new ContentDefaults(), delivers: true);
        var result = await new RenderDrive(renderer, renewal ?? NewRenewal(key)).RunAsync(context, Token);
        if (result.Continues && !result.EndsRun)
        {
            var stored = await new StoreOnSecondary(library, new LibraryPolicy(primary: null), renderer, key).RunAsync(context, Token);
            Assert.Equal(Reasons.Stored, stored.Reason);
            context.Events.RemoveAll(pending => pending.Reason is Reasons.Stored or Reasons.LibraryRepaired);
        }

        return (context, result);
    }
}
