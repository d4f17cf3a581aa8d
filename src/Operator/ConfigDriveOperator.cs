using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes.Finalizers;
using ConfigDrive.Kubernetes.Health;
using ConfigDrive.Kubernetes.Hosting;
using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator;

/// <summary>Puts the parts of the running operator together: nothing is decided here, only who knows whom.</summary>
internal sealed class ConfigDriveOperator(
    OperatorSettings settings, KubernetesClientConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
{
    private const string ReportingController = "configdrive.dev/operator";
    private const string LeaseName = "configdrive-operator";
    private static readonly TimeSpan LeaseRequestTimeout = TimeSpan.FromSeconds(5); // half of the renew deadline, as the elector asks
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1); // what no watch tells of, such as a quota that grew, is found so soon
    private const string FinalizerName = "configdrive.dev/drive";

    private string OperatorNamespace => settings.OperatorNamespace ?? configuration.Namespace;

    /// <summary>Runs until cancelled, or until the Lease is lost.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var unfenced = new KubernetesClient(configuration, time);
        using var impatient = new KubernetesClient(configuration with { RequestTimeout = LeaseRequestTimeout }, time);
        await using var elector = settings.LeaderElection ? CreateElector(impatient) : null;
        using var client = new KubernetesClient(configuration with { WriteFence = elector is null ? null : elector.EnsureLeading }, time);

        using var key = await new RevisionKeySecret(unfenced, OperatorNamespace).GetOrCreateAsync(cancellationToken);
        var store = new SecondaryStore(settings.SecondaryRoot);
        using var copying = settings.CopyPods is null ? null : CreateCopyService(unfenced, store, key);
        if (copying is not null)
        {
            await copying.PrepareAsync(cancellationToken);
        }

        var cluster = WatchCluster(client);
        var events = new EventRecorder(unfenced, ReportingController, reportingInstance: null, loggers.CreateLogger<EventRecorder>(), time);
        var seals = new VerifiedFiles(store);
        var virtualMachines = new VirtualMachineWriter(client);
        var attachment = new VirtualMachinePipeline(cluster, virtualMachines, settings.Defaults, settings.BootTimeout, time);
        using var controller = CreateController(client, cluster, store, seals, copying, key, virtualMachines, attachment, events);
        var kubeVirt = new KubeVirtPresence(cluster, Watch(client.Metadata(Resources.CustomResourceDefinitions), @namespace: null), controller.Queue);

        var audit = new LibraryAudit(
            cluster,
            client,
            store,
            seals,
            key,
            controller.Queue,
            new LibraryAuditSettings(settings.AuditInterval, settings.WatchNamespace),
            loggers.CreateLogger<LibraryAudit>(),
            time);

        var health = new HealthState()
            .AddLivenessCheck("leader-election", () => elector?.Check())
            .AddReadinessCheck("informers", () => cluster.HasSynced ? null : "the caches are not filled yet");
        using var host = new OperatorHost(loggers.CreateLogger<OperatorHost>(), time);
        host.AddServer("health", new HealthServer(health, settings.HealthAddress).RunAsync)
            .AddInfrastructure("events", events.RunAsync)
            .AddInformer(kubeVirt.Definitions)
            .AddController(controller)
            .AddLeaderService("library-audit", audit.RunAsync);
        foreach (var informer in cluster.Informers)
        {
            host.AddInformer(informer);
        }

        if (copying is not null)
        {
            // Every replica serves once it is ready, so that the Service needs to know of no leader: all mount the library, and the leader
            // alone writes it.
            host.AddInfrastructure("copy-tls", copying.KeepCertificateAsync).AddService("copy", copying.ServeAsync);
            health.AddReadinessCheck("copy", () => copying.IsListening ? null : "the copy endpoint does not listen yet");
        }

        if (settings.MigrationWebhook is { } webhook)
        {
            new WebhookService(webhook, unfenced, client, OperatorNamespace, cluster, attachment.Readiness, loggers, time).AddTo(host);
        }

        if (elector is not null)
        {
            host.UseLeaderElection(elector);
        }

        await host.RunAsync(cancellationToken);
    }

    private LeaseElector CreateElector(KubernetesClient impatient) => new(
        impatient, new LeaseElectorOptions { Lease = new NamespacedName(OperatorNamespace, LeaseName) }, loggers.CreateLogger<LeaseElector>(), time);

    private CopyService CreateCopyService(KubernetesClient client, SecondaryStore store, RevisionKey key)
    {
        var grants = new CopyPodAuthorization(client.Metadata(Resources.Pods), client.Resource(OperatorResources.ConfigDrives));
        return new CopyService(settings.Copy, client, OperatorNamespace, grants, store, key, loggers, time);
    }

    private ClusterCache WatchCluster(KubernetesClient client)
    {
        var cluster = new ClusterCache(
            Watch(client.Resource(OperatorResources.ConfigDrives), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.VirtualMachines), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.VirtualMachineInstances), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.VirtualMachineInstanceMigrations), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.KubeVirts), @namespace: null),
            Watch(client.Metadata(Resources.Secrets), settings.WatchNamespace),
            Watch(client.Metadata(Resources.ConfigMaps), settings.WatchNamespace),
            Watch(client.Metadata(Resources.Nodes), @namespace: null));
        Indexes.AddTo(cluster);
        return settings.CopyPods is null ? cluster : cluster with { Primary = WatchPrimary(client) };
    }

    private ClaimCache WatchPrimary(KubernetesClient client) => new ClaimCache(
        Watch(client.Resource(CoreResources.PersistentVolumeClaims), settings.WatchNamespace, Ownership.Selector),
        Watch(client.Resource(CoreResources.Pods), settings.WatchNamespace, Ownership.CopyPodSelector),
        Watch(client.Resource(CoreResources.StorageClasses), @namespace: null)).WithIndexes();

    private Informer<T> Watch<T>(ResourceClient<T> resource, string? @namespace, string? labels = null) where T : class, IKubernetesObject =>
        new(resource, new WatcherOptions { Namespace = @namespace, LabelSelector = labels }, loggers.CreateLogger<Informer<T>>(), time);

    private Controller CreateController(
        KubernetesClient client,
        ClusterCache cluster,
        SecondaryStore store,
        VerifiedFiles seals,
        CopyService? copying,
        RevisionKey key,
        VirtualMachineWriter virtualMachines,
        VirtualMachinePipeline attachment,
        EventRecorder events)
    {
        var primary = copying is null
            ? null
            : new PrimaryPipeline(settings, settings.CopyPods!, copying, OperatorNamespace, client, cluster.Primary!, store, seals, key, time);
        var renderer = new DriveRenderer(cluster, new SourceReader(client), key, settings.Defaults, delivers: primary is not null);
        var claim = new ElectOwner(cluster, new UnreadableDrives(cluster, client));
        var detach = primary is null
            ? null
            : new DetachDrive(cluster, virtualMachines, (drive, name) => primary.Store.Claims.Of(drive).Any(claim => claim.Metadata.Name == name));
        var removal = new RemoveDrive(store, seals, claim, detach, primary?.Removal);
        var reconciler = new ConfigDriveReconciler(
            cluster,
            [
                new CheckSpec(),
                claim,
                new FindVirtualMachine(cluster, virtualMachines, removal),
                .. primary is null ? [] : attachment.Observe,
                new CheckVirtualMachine(settings.Defaults, attaches: primary is not null),
                new RenderDrive(renderer),
                new StoreOnSecondary(store, seals, primary?.Reclaim, renderer, key),
                .. primary is null ? (IStep[])[] : [attachment.BeforeCopy, primary.CopyToPrimary, primary.ReclaimLibrary, primary.Sweep, .. attachment.Attach],
            ],
            removal,
            new Finalizer<V1Alpha1ConfigDrive>(client.Resource(OperatorResources.ConfigDrives), FinalizerName),
            new StatusWriter(client),
            events,
            time);
        var affected = new AffectedDrives(cluster);
        var options = new ControllerOptions { Workers = settings.Workers, LongestBackoff = LongestBackoff };
        var controller = new Controller("configdrive", reconciler, options, loggers.CreateLogger<Controller>(), time)
            .For(cluster.ConfigDrives)
            .Watches(cluster.ConfigDrives, affected.BySibling, change => change.New is null)
            .Watches(cluster.VirtualMachines, affected.ByVirtualMachine)
            .Watches(cluster.VirtualMachineInstances, affected.ByVirtualMachine)
            .Watches(cluster.Migrations, affected.ByMigration)
            .Watches(cluster.KubeVirts, _ => affected.All(), change => Hotplug.Of(Listed(change.Old)) != Hotplug.Of(Listed(change.New)))
            .Watches(cluster.Secrets, secret => affected.BySource(SourceKind.Secret, secret))
            .Watches(cluster.ConfigMaps, configMap => affected.BySource(SourceKind.ConfigMap, configMap))
            .Watches(cluster.Nodes, affected.ByNode, ZoneChanged)
            .WatchesUnreadable(cluster.ConfigDrives, affected.Beside)
            .WatchesUnreadable(cluster.VirtualMachines, affected.ByVirtualMachine)
            .WatchesUnreadable(cluster.VirtualMachineInstances, affected.ByVirtualMachine)
            .WatchesUnreadable(cluster.Migrations, affected.Beside);
        return cluster.Primary is null
            ? controller
            : controller
                .Watches(cluster.Primary.Claims, Owners.Of<V1PersistentVolumeClaim, V1Alpha1ConfigDrive>(OperatorResources.ConfigDrives))
                .Watches(cluster.Primary.CopyPods, Owners.Of<V1Pod, V1Alpha1ConfigDrive>(OperatorResources.ConfigDrives))
                .Watches(cluster.Primary.StorageClasses, _ => affected.Waiting());
    }

    private static IEnumerable<V1KubeVirt> Listed(V1KubeVirt? kubeVirt) => kubeVirt is null ? [] : [kubeVirt];

    // Nodes report their health by themselves every few minutes; only a changed zone concerns a drive.
    private static bool ZoneChanged(Change<V1PartialObjectMetadata> change) => NodeZone.Of(change.Old) != NodeZone.Of(change.New);
}
