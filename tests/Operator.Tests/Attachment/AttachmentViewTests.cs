using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Attachment;

public sealed class AttachmentViewTests : IDisposable
{
    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly ClusterCache cluster;
    private readonly AttachmentView view;

    public AttachmentViewTests()
    {
        cluster = FilledCaches.Create(api.Client);
        view = new AttachmentView(cluster, new ContentDefaults(), TimeSpan.FromMinutes(10), clock);
    }

    private static ConfigDriveStatus Filled => new()
    {
        Revision = "bbbbbbbbbb",
        Primary = new PrimaryStatus { ClaimName = "new", Revision = "bbbbbbbbbb" },
    };

    public void Dispose() => api.Dispose();

    [Fact]
    public void View_OfAVirtualMachineThatMoves_ShowsItsMigrationsAlone()
    {
        cluster.Migrations.Show(FilledCaches.Migration("move", "web-1"), FilledCaches.Migration("other", "web-2"));

        var inputs = view.InputsFor(Context(Filled))!;

        Assert.Equal(["move"], inputs.Migrations.Select(migration => migration.Metadata.Name));
        Assert.Null(inputs.UnreadableMigration);
    }

    [Theory]
    [InlineData("tenant", true)]
    [InlineData("another", false)]
    public void View_BesideAMigrationThatCannotBeRead_ShowsItInItsNamespace(string @namespace, bool expected)
    {
        cluster.Migrations.Store.SetUnreadable(new UnreadableObject(new(@namespace, "odd"), "1", "$.spec"));

        Assert.Equal(expected, view.InputsFor(Context(Filled))!.UnreadableMigration is not null);
    }

    /// <summary>The clock of KubeVirt's controllers is an hour ahead.</summary>
    [Fact]
    public void Guest_WhoseStartIsSaidToComeLater_HasBootedAfterTheTimeout()
    {
        var running = Context(Filled).VirtualMachineInstance!;
        running = running with
        {
            Status = running.Status! with { PhaseTransitionTimestamps = [new() { Phase = "Running", PhaseTransitionTimestamp = clock.Now.AddHours(1) }] },
        };

        Assert.Equal(TimeSpan.FromMinutes(10), Inputs().RemainingBoot());
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.Null(Inputs().RemainingBoot());

        AttachmentInputs Inputs() => view.InputsFor(new ReconcileContext(FilledCaches.Drive("web", status: Filled))
        {
            VirtualMachine = Context(Filled).VirtualMachine,
            VirtualMachineInstance = running,
        })!;
    }

    [Fact]
    public void View_WithoutAFilledClaimOrAVirtualMachine_IsNone()
    {
        Assert.Null(view.InputsFor(Context(new ConfigDriveStatus())));
        Assert.Null(view.InputsFor(new ReconcileContext(FilledCaches.Drive("web", status: Filled))));
    }

    [Theory]
    [InlineData("web-1", StepOutcome.Waiting)]
    [InlineData("web-2", StepOutcome.Skipped)]
    public async Task Removal_OfTheDriveOfAVirtualMachineThatMoves_WaitsForTheEndOfTheMigration(string moving, object expected)
    {
        var drive = FilledCaches.Drive("web", status: Filled);
        var patches = 0;
        cluster.VirtualMachines.Show(Context(Filled).VirtualMachine);
        cluster.VirtualMachineInstances.Show(Context(Filled).VirtualMachineInstance!);
        cluster.Migrations.Show(FilledCaches.Migration("move", moving));
        cluster.Primary!.Claims.Show(new V1PersistentVolumeClaim { Metadata = Ownership.MetadataFor(drive, "old", []) });
        var writer = new VirtualMachineWriter((_, _, _) =>
        {
            patches++;
            return Task.FromResult(Context(Filled).VirtualMachine);
        });

        var result = await new DetachDrive(cluster, writer, new PrimaryStore(api.Client, cluster.Primary, clock))
            .RunAsync(new ReconcileContext(drive), TestContext.Current.CancellationToken);

        Assert.Equal((StepOutcome)expected, result.Outcome);
        Assert.Equal(result.Continues ? 1 : 0, patches);
    }

    private static ReconcileContext Context(ConfigDriveStatus status) => new(FilledCaches.Drive("web", status: status))
    {
        VirtualMachine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "old")),
        VirtualMachineInstance = FilledCaches.ReadInstance(FilledCaches.Instance("vmi", "old")),
    };
}
