using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes.Finalizers;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class ConfigDriveReconcilerTests : IDisposable
{
    private const string Finalizer = "configdrive.dev/drive";
    private const string StatusWrite = "PATCH /apis/configdrive.dev/v1alpha1/namespaces/tenant/configdrives/web/status";
    private static readonly NamespacedName Key = new("tenant", "web");

    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly RecordedLog log = new();
    private readonly ClusterCache cluster;
    private readonly ConfigDriveReconciler reconciler;
    private readonly ScriptedStep only;
    private Func<StepResult> step = () => StepResult.Skipped;
    private int versions = 1;

    public ConfigDriveReconcilerTests()
    {
        cluster = FilledCaches.Create(api.Client);
        var drive = FilledCaches.Drive("web");
        cluster.ConfigDrives.Show(drive with { Metadata = drive.Metadata with { Finalizers = [Finalizer] } });
        api.Answer(StatusWrite, Store);
        var drives = api.Client.Resource(OperatorResources.ConfigDrives);
        only = new ScriptedStep(ConditionTypes.Rendered, () => step());
        reconciler = new ConfigDriveReconciler(
            cluster,
            [only],
            [],
            new HandOver(cluster, new SecondaryStore(Path.GetTempPath())),
            new Finalizer<V1Alpha1ConfigDrive>(drives, Finalizer),
            new StatusWriter(api.Client),
            new EventRecorder(api.Client, "configdrive.dev/operator"),
            log,
            clock);
    }

    private V1Alpha1ConfigDrive Drive => cluster.ConfigDrives.Store.Find(Key)!;

    private int Writes => api.Requests.Count(request => request == StatusWrite);

    public void Dispose() => api.Dispose();

    [Theory]
    [InlineData(10, 10)]
    [InlineData(200_000, 130)]
    public async Task Request_OfAFullCheck_IsRepeatedInTheStatusUpToALength(int given, int most)
    {
        var request = new string('x', given);
        cluster.ConfigDrives.Show(Drive with { Metadata = Drive.Metadata with { Annotations = new() { [Annotations.ReconcileRequestedAt] = request } } });

        await ReconcileAsync();

        var handled = Drive.Status!.LastHandledReconcileAt!;
        Assert.InRange(handled.Length, 10, most);
        Assert.False(new ReconcileContext(Drive).IsRecheckRequested);
        Assert.True(new ReconcileContext(Drive with { Metadata = Drive.Metadata with { Annotations = new() { [Annotations.ReconcileRequestedAt] = request + "y" } } }).IsRecheckRequested);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ThatEnds_ReleasesTheImage(bool fails)
    {
        using var turn = new CancellationTokenSource();
        step = () =>
        {
            only.Last!.LargeRender = turn;
            return fails ? throw Answer(409, "Conflict") : StepResult.Skipped;
        };

        await ReconcileAsync();

        Assert.Throws<ObjectDisposedException>(() => turn.Token);
    }

    [Fact]
    public async Task ConfigDrive_Suspended_IsLoggedOnce()
    {
        cluster.ConfigDrives.Show(Drive with { Spec = Drive.Spec with { Suspend = true } });

        await ReconcileAsync();
        await ReconcileAsync();

        Assert.Contains(Reasons.Suspended, Assert.Single(log.At(LogLevel.Information)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identifier_OfTheKey_WhereItIsMissing_IsWrittenWithTheNextChangeAlone()
    {
        await ReconcileAsync();
        var status = Drive.Status!;
        var writer = new StatusWriter(api.Client);

        await writer.WriteAsync(Drive, status with { RevisionKeyID = "aaaaaaaaaa" }, TestContext.Current.CancellationToken);
        Assert.Equal(1, Writes);

        await writer.WriteAsync(Drive, status with { RevisionKeyID = "aaaaaaaaaa", Inputs = "b" }, TestContext.Current.CancellationToken);
        var named = Drive with { Status = status with { RevisionKeyID = "aaaaaaaaaa" } };
        await writer.WriteAsync(named, status with { RevisionKeyID = "bbbbbbbbbb" }, TestContext.Current.CancellationToken);
        Assert.Equal(3, Writes);
    }

    [Fact]
    public async Task Recheck_OfAStep_BringsTheDriveBack()
    {
        step = () => StepResult.Satisfied("Stored", "done") with { RecheckAfter = TimeSpan.FromSeconds(7) };

        Assert.Equal(ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(7)), await ReconcileAsync());
    }

    [Fact]
    public async Task Progress_OfAStep_IsWrittenOnlyWhenItLastsAndIsLookedAtAgain()
    {
        step = () => StepResult.InProgress("Copying", "under way") with { RecheckAfter = TimeSpan.FromMinutes(1) };

        Assert.Equal(ReconcileResult.RequeueAfter(DeferredStatuses.Longest), await ReconcileAsync());
        Assert.Equal(0, Writes);

        clock.Now += DeferredStatuses.Longest;
        Assert.Equal(ReconcileResult.RequeueAfter(TimeSpan.FromMinutes(1)), await ReconcileAsync());
        Assert.Equal("Copying", Ready.Reason);
    }

    [Fact]
    public async Task Inputs_ThatAloneAreOthers_AreRememberedAndWrittenEachHour()
    {
        await ReconcileAsync();
        var (before, version) = (Drive.Metadata.ResourceVersion, 0);
        step = () =>
        {
            Assert.Equal(version == 0 ? null : $"{version}", only.Last!.Status.Inputs);
            only.Last.Status = only.Last.Status with { Inputs = $"{++version}" };
            return StepResult.Skipped;
        };

        Assert.Equal(ReconcileResult.RequeueAfter(DeferredStatuses.LongestOfInputs), await ReconcileAsync());
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(ReconcileResult.RequeueAfter(DeferredStatuses.LongestOfInputs - TimeSpan.FromMinutes(1)), await ReconcileAsync());
        Assert.Equal(before, Drive.Metadata.ResourceVersion);

        clock.Now += DeferredStatuses.LongestOfInputs;
        Assert.Equal(ReconcileResult.Done, await ReconcileAsync());
        Assert.Equal((2, "3"), (Writes, Drive.Status!.Inputs));
    }

    [Fact]
    public async Task Conflict_FiveTimesInARow_IsRetriedInSilence_AndTheSixthIsTold()
    {
        step = () => throw Answer(409, "Conflict");
        for (var run = 0; run < 5; run++)
        {
            Assert.Equal(ReconcileResult.Retry, await ReconcileAsync());
        }

        Assert.Equal((0, 0), (Writes, log.At(LogLevel.Information).Count()));

        Assert.Equal(ReconcileResult.Retry, await ReconcileAsync());

        Assert.Equal((1, Reasons.Conflict), (Writes, Ready.Reason));
        Assert.Single(log.At(LogLevel.Information));
    }

    [Fact]
    public async Task Conflict_AfterARunThatWentWell_IsCountedAnew()
    {
        for (var run = 0; run < 12; run++)
        {
            step = run % 4 == 3 ? () => StepResult.Satisfied("Stored", "done") : () => throw Answer(409, "Conflict");
            await ReconcileAsync();
        }

        Assert.Equal(Reasons.Succeeded, Ready.Reason);
        Assert.Single(log.At(LogLevel.Information));
    }

    [Fact]
    public async Task Outcome_ThatStays_IsLoggedAndWrittenOnce_AndOneThatChangesAgain()
    {
        foreach (var message in (string[])["no secret", "no secret", "no secret", "no key"])
        {
            step = () => StepResult.Waiting(Reasons.SecretNotFound, message);
            Assert.Equal(ReconcileResult.Done, await ReconcileAsync());
        }

        Assert.Equal(
            [
                "ConfigDrive tenant/web of VirtualMachine web-1: SecretNotFound: no secret",
                "ConfigDrive tenant/web of VirtualMachine web-1: SecretNotFound: no key",
            ],
            log.At(LogLevel.Information));
        Assert.Equal(2, Writes);
    }

    [Fact]
    public async Task Failure_OfAStep_IsRetriedAndInTheStatus()
    {
        step = () => throw Answer(403, "Forbidden");

        Assert.Equal(ReconcileResult.Retry, await ReconcileAsync());

        Assert.Equal(("False", Reasons.RequestRefused), (Ready.Status, Ready.Reason));
        Assert.Contains("denied request", Ready.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Forbidden", 0)]
    [InlineData(409, "Conflict", 5)]
    [InlineData(404, "NotFound", 5)] // deleted meanwhile: the watch brings that
    public async Task Status_ThatCannotBeWritten_IsRetried_AndLoggedOnce(int status, string reason, int silent)
    {
        api.Refuse(StatusWrite, status, reason);
        step = () => StepResult.Satisfied("Stored", "done");
        for (var run = 0; run < silent; run++)
        {
            Assert.Equal(ReconcileResult.Retry, await ReconcileAsync());
        }

        Assert.Empty(log.At(LogLevel.Warning));
        await ReconcileAsync();
        await ReconcileAsync();

        Assert.StartsWith("ConfigDrive tenant/web cannot be written: ", Assert.Single(log.At(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Empty(log.At(LogLevel.Information));
    }

    private static KubernetesException Answer(int status, string reason) =>
        new("PATCH /a", new V1Status { Reason = reason, Message = "ValidatingAdmissionPolicy 'p' denied request: no" }, (HttpStatusCode)status);

    private V1Condition Ready => Drive.Status!.Conditions.Single(condition => condition.Type == ConditionTypes.Ready);

    private Task<ReconcileResult> ReconcileAsync() => reconciler.ReconcileAsync(Key, TestContext.Current.CancellationToken);

    /// <summary>The server stores a status, and the watch brings it at once.</summary>
    private string Store(string applied)
    {
        var stored = Drive with
        {
            Metadata = Drive.Metadata with { ResourceVersion = $"{++versions}" },
            Status = JsonNode.Parse(applied)!["status"].Deserialize(ConfigDriveJsonContext.Default.ConfigDriveStatus),
        };
        cluster.ConfigDrives.Show(stored);
        return JsonSerializer.Serialize(stored, ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive);
    }
}
