using System.Globalization;
using System.Text.Json;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>
/// One process of the operator: the product's own list of steps over caches that are filled by hand, and what it remembers until it ends. Steps
/// whose subject is bytes (render, store, copy) are played. It lists before it acts.
/// </summary>
#pragma warning disable CA1001 // The source is a flag that is passed on; it has no timer to dispose of.
internal sealed class OperatorProcess
#pragma warning restore CA1001
{
    private readonly World world;
    private readonly Caches caches;
    private readonly DeferredStatuses deferred;
    private readonly ClusterCache cluster;
    private readonly StepLoop loop;
    private readonly CancellationTokenSource stop = new();

    public OperatorProcess(World world)
    {
        this.world = world;
        caches = new Caches(world.Machine);
        deferred = new DeferredStatuses(world.Clock);
        var client = new KubernetesClient(new KubernetesClientConfiguration { Server = new Uri("https://nowhere.invalid") }, world.Clock);
        cluster = FilledCaches.Create(client);
        var store = new PrimaryStore(client, cluster.Primary!, world.Clock);
        var pods = new CopyPodMaker(new CopyPodSettings { Image = "operator" }, () => throw new NotSupportedException(), new PlacementFinder(client, world.Clock));
        var library = new SecondaryStore("/nowhere");
        var steps = new DriveSteps(new StepParts(
            cluster,
            client,
            new VirtualMachineWriter((_, patch, _) => Task.FromResult(world.Patch(patch))),
            library,
            new RevisionKey(new byte[32]),
            new NamespacedName("system", "key"),
            new ContentDefaults(),
            SecretAccess.All,
            BootTimeout: TimeSpan.FromMinutes(10),
            world.Clock,
            new ClaimParts(store, pods, new LiveReferences(client), new PrimaryDefaults())));
        loop = new StepLoop([.. steps.InOrder.Select(Play)], NullLogger.Instance, world.Clock);
        Readiness = steps.Readiness;
        Refresh(CacheParts.All);
    }

    public CheckMigration Readiness { get; }

    public bool IsMigrationReady { get; private set; }

    /// <summary>Whether its caches show a migration of the present instance.</summary>
    public bool KnowsOfMigration => caches.ShowMigration;

    /// <summary>The status that is not written yet.</summary>
    public ConfigDriveStatus? Deferred => deferred.Find(world.Drive);

    /// <summary>A look at the world, as far as the watches bring news of it.</summary>
    public ReconcileContext Look(CacheParts news)
    {
        Refresh(news);
        return new ReconcileContext(world.Drive, Deferred)
        {
            VirtualMachine = cluster.VirtualMachines.Store.Find(World.Key)!,
            VirtualMachineInstance = cluster.VirtualMachineInstances.Store.Find(World.Key),
        };
    }

    /// <summary>Nothing that was begun is finished.</summary>
    public void Stop() => stop.Cancel();

    public async Task<StepResult> ReconcileAsync(CacheParts news)
    {
        Refresh(news);
        var context = new ReconcileContext(world.Drive, Deferred);
        var (end, _) = await loop.RunAsync(context, stop.Token);
        IsMigrationReady = context.Status.Conditions.Any(condition => condition is { Type: ConditionTypes.MigrationReady, Status: "True" });
        if (end.Outcome is not StepOutcome.Conflict && (!end.IsProgress || deferred.Defer(world.Drive, context.Status, DeferredStatuses.Longest) <= TimeSpan.Zero))
        {
            world.WriteStatus(context.Status);
        }

        return end;
    }

    private void Refresh(CacheParts news)
    {
        caches.Refresh(news);
        var version = world.Options.KubeVirt.ChangesMedia ? "v1.10.0" : "v1.5.0";
        cluster.KubeVirts.Show(new V1KubeVirt
        {
            Metadata = new V1ObjectMeta { Name = "kubevirt", Namespace = "kubevirt" },
            Status = new KubeVirtStatus { Phase = "Deployed", ObservedKubeVirtVersion = version },
        });
        cluster.ConfigDrives.Show(world.Drive);
        cluster.VirtualMachines.Show(caches.VirtualMachine.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!);
        var instance = caches.Instance?.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachineInstance);
        cluster.VirtualMachineInstances.Show(instance is null ? [] : [instance]);
        cluster.Migrations.Show(
            caches.Migrations.Select(migration => migration.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachineInstanceMigration)!));
        cluster.Primary!.Claims.Show(world.Claims);
    }

    /// <summary>The product's step, or what plays it.</summary>
    private IStep Play(IStep step) => step switch
    {
        RenderDrive => new PlayedStep(step.Condition, Render),
        StoreOnSecondary => new PlayedStep(step.Condition, _ => StepResult.Satisfied(Reasons.Stored, "")),
        CopyToPrimary => new PlayedStep(step.Condition, Copy),
        ReclaimLibrary or Sweep => new PlayedStep(step.Condition, _ => StepResult.Skipped),
        _ => step,
    };

    private StepResult Render(ReconcileContext context)
    {
        var given = context.Drive.Spec.Password;
        var password = PasswordDelivery.Offer(context.Status.Password, given, world.Password.ToString(CultureInfo.InvariantCulture))!;
        var plain = $"u{world.UserData}.{(world.Options.ExposesNode ? context.Status.Placement?.NodeName : null)}";
        var withPassword = $"{plain}.p{world.Password}";
        var isDue = PasswordDelivery.IsDue(given, password);
        context.Status = context.Status with
        {
            Revision = isDue ? withPassword : plain,
            Password = isDue ? PasswordDelivery.Carry(password, withPassword) : password with { RevisionWithPassword = withPassword },
        };
        return StepResult.Satisfied(Reasons.Rendered, "");
    }

    private StepResult Copy(ReconcileContext context)
    {
        var claim = World.ClaimOf(context.Status.Revision!);
        if (!world.IsFilled(claim))
        {
            world.Copy(claim);
            return StepResult.InProgress(Reasons.Copying, "");
        }

        context.Status = context.Status with { Primary = new PrimaryStatus { ClaimName = claim, Revision = context.Status.Revision! } };
        return StepResult.Satisfied(Reasons.Copied, "");
    }

    private sealed class PlayedStep(string condition, Func<ReconcileContext, StepResult> play) : IStep
    {
        public string Condition => condition;

        public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken) => Task.FromResult(play(context));
    }
}
