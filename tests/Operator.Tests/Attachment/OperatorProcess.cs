using System.Globalization;
using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>One process of the operator: its steps, and what it remembers until it ends. It lists before it acts.</summary>
internal sealed class OperatorProcess
{
    private static readonly ContentDefaults Defaults = new();

    private readonly World world;
    private readonly Caches caches;
    private readonly DeferredStatuses held;
    private readonly VirtualMachineWriter writer;
    private readonly ClaimRevisions revisions = new(claim => World.RevisionOf(claim.Name));
    private readonly IStep[] before;
    private readonly RecordPassword record = new();
    private readonly AttachDrive attach;

    public OperatorProcess(World world)
    {
        this.world = world;
        caches = new Caches(world.Machine);
        caches.Refresh(CacheParts.All);
        held = new DeferredStatuses(world.Clock);
        writer = new VirtualMachineWriter((_, patch, _) => Task.FromResult(world.Patch(patch)));
        var drives = new DriveWriter(writer, world.Clock);
        before = [new ObserveInstance(revisions, world.Clock), new WithdrawPassword(revisions, drives, () => Hotplug), new CheckVirtualMachine(Defaults, attaches: true)];
        Readiness = new CheckMigration(Inputs);
        attach = new AttachDrive(Inputs, drives);
    }

    public CheckMigration Readiness { get; }

    public bool IsMigrationReady { get; private set; }

    /// <summary>Whether its caches show a migration of the present instance.</summary>
    public bool KnowsOfMigration => caches.ShowMigration;

    /// <summary>The status that is not written yet.</summary>
    public ConfigDriveStatus? Held => held.Find(world.Drive);

    private Hotplug Hotplug =>
        world.Options.KubeVirt.ChangesMedia ? new(HotplugSupport.Declarative, "it does") : new(HotplugSupport.Off, "it does not");

    /// <summary>A look at the world, as far as the watches bring news of it.</summary>
    public ReconcileContext Look(CacheParts news)
    {
        caches.Refresh(news);
        var run = new ReconcileContext(world.Drive, Held)
        {
            VirtualMachine = writer.Newest(caches.VirtualMachine.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!),
            VirtualMachineInstance = caches.Instance?.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachineInstance),
        };
        if (run.VirtualMachineInstance?.Status?.NodeName is { } node)
        {
            run.Status = run.Status with { Placement = new PlacementStatus { NodeName = node } };
        }

        return run;
    }

    public async Task<StepResult> ReconcileAsync(CacheParts news)
    {
        var run = Look(news);
        var end = await AdvanceAsync(run);
        if (!end.IsProgress || held.Hold(world.Drive, run.Status) <= TimeSpan.Zero)
        {
            world.WriteStatus(run.Status);
        }

        return end;
    }

    private async Task<StepResult> AdvanceAsync(ReconcileContext run)
    {
        foreach (var step in before)
        {
            if (await step.RunAsync(run, CancellationToken.None) is { Continues: false } end)
            {
                return end;
            }
        }

        Render(run);
        if (await record.RunAsync(run, CancellationToken.None) is { Continues: false } unrecorded)
        {
            return unrecorded;
        }

        var claim = World.ClaimOf(run.Status.Revision!);
        if (!world.IsFilled(claim))
        {
            world.Copy(claim);
            return StepResult.InProgress("Copying", "");
        }

        run.Status = run.Status with { Primary = new PrimaryStatus { ClaimName = claim, Revision = run.Status.Revision! } };
        IsMigrationReady = (await Readiness.RunAsync(run, CancellationToken.None)).Holds;
        return await attach.RunAsync(run, CancellationToken.None);
    }

    private void Render(ReconcileContext run)
    {
        var given = run.Drive.Spec.Password;
        var password = PasswordDelivery.Offer(run.Status.Password, given, world.Password.ToString(CultureInfo.InvariantCulture))!;
        var plain = $"u{world.UserData}.{(world.Options.ExposesNode ? run.Status.Placement?.NodeName : null)}";
        var withPassword = $"{plain}.p{world.Password}";
        var isDue = PasswordDelivery.IsDue(given, password);
        run.Status = run.Status with
        {
            Revision = isDue ? withPassword : plain,
            Password = isDue ? PasswordDelivery.Carry(password, withPassword) : password with { RevisionWithPassword = withPassword },
        };
    }

    private AttachmentInputs Inputs(ReconcileContext run) => new()
    {
        Spec = run.Drive.Spec,
        Conflict = VirtualMachineConflicts.Find(run.Drive, run.VirtualMachine, Defaults),
        VirtualMachine = run.VirtualMachine,
        Instance = run.VirtualMachineInstance,
        Migrations = [.. caches.Migrations.Select(migration => migration.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachineInstanceMigration)!)],
        Hotplug = Hotplug,
        Primary = run.Status.Primary!,
        Password = run.Status.Password,
        Written = run.Status.Drift?.Written,
        IsWithheld = wanted => DriveWriter.Withholds(run, wanted, world.Clock.GetUtcNow()),
        RevisionOf = claim => revisions.Of(run, claim),
        Now = world.Clock.GetUtcNow(),
        BootTimeout = TimeSpan.FromMinutes(10),
    };
}
