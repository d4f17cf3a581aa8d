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
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Copying.Server;
using ConfigDrive.Operator.Reconciling;
using ConfigDrive.Operator.Storage;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator;

/// <summary>Puts the parts of the running operator together: nothing is decided here, only who knows whom.</summary>
internal sealed class ConfigDriveOperator(
    OperatorSettings settings, KubernetesClientConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
{
    private const string ReportingController = "configdrive.dev/operator";
    private const string LeaseName = "configdrive-operator";
    private static readonly TimeSpan LeaseRequestTimeout = TimeSpan.FromSeconds(5); // half of the renew deadline, as the elector asks
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
        using var copying = settings.CopyImage is null ? null : CreateCopyService(unfenced, store, key);
        if (copying is not null)
        {
            await copying.PrepareAsync(cancellationToken);
        }

        var cluster = WatchCluster(client);
        var events = new EventRecorder(unfenced, ReportingController, reportingInstance: null, loggers.CreateLogger<EventRecorder>(), time);
        using var controller = CreateController(client, cluster, store, key, events);
        var kubeVirt = new KubeVirtPresence(cluster, Watch(client.Metadata(Resources.CustomResourceDefinitions), @namespace: null), controller.Queue);

        var health = new HealthState()
            .AddLivenessCheck("leader-election", () => elector?.Check())
            .AddReadinessCheck("informers", () => cluster.HasSynced ? null : "the caches are not filled yet");
        using var host = new OperatorHost(loggers.CreateLogger<OperatorHost>(), time);
        host.AddServer("health", new HealthServer(health, settings.HealthAddress).RunAsync)
            .AddInfrastructure("events", events.RunAsync)
            .AddInformer(kubeVirt.Definitions)
            .AddController(controller);
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
        var grants = new CopyPodGrants(client.Metadata(Resources.Pods), client.Resource(OperatorResources.ConfigDrives));
        return new CopyService(settings.Copy, client, OperatorNamespace, grants, store, key, loggers, time);
    }

    private Cluster WatchCluster(KubernetesClient client)
    {
        var cluster = new Cluster(
            Watch(client.Resource(OperatorResources.ConfigDrives), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.VirtualMachines), settings.WatchNamespace),
            Watch(client.Resource(OperatorResources.VirtualMachineInstances), settings.WatchNamespace),
            Watch(client.Metadata(Resources.Secrets), settings.WatchNamespace),
            Watch(client.Metadata(Resources.ConfigMaps), settings.WatchNamespace),
            Watch(client.Metadata(Resources.Nodes), @namespace: null));
        Indexes.AddTo(cluster);
        return cluster;
    }

    private Informer<T> Watch<T>(ResourceClient<T> resource, string? @namespace) where T : class, IKubernetesObject =>
        new(resource, new WatcherOptions { Namespace = @namespace }, loggers.CreateLogger<Informer<T>>(), time);

    private Controller CreateController(KubernetesClient client, Cluster cluster, SecondaryStore store, RevisionKey key, EventRecorder events)
    {
        var renderer = new DriveRenderer(cluster, new SourceReader(client), key, settings.Defaults);
        var claim = new ClaimVirtualMachine(cluster);
        var reconciler = new ConfigDriveReconciler(
            cluster,
            [
                new CheckSpec(),
                claim,
                new FindVirtualMachine(cluster),
                new RenderDrive(renderer),
                new StoreOnSecondary(store, renderer, key),
            ],
            new RemoveDrive(store, claim),
            new Finalizer<V1Alpha1ConfigDrive>(client.Resource(OperatorResources.ConfigDrives), FinalizerName),
            new StatusWriter(client),
            events,
            time);
        var affected = new AffectedDrives(cluster);
        var options = new ControllerOptions { Workers = settings.Workers };
        return new Controller("configdrive", reconciler, options, loggers.CreateLogger<Controller>(), time)
            .For(cluster.ConfigDrives)
            .Watches(cluster.ConfigDrives, affected.BySibling, change => change.New is null)
            .Watches(cluster.VirtualMachines, affected.ByVirtualMachine)
            .Watches(cluster.VirtualMachineInstances, affected.ByVirtualMachine)
            .Watches(cluster.Secrets, secret => affected.BySource(SourceKind.Secret, secret))
            .Watches(cluster.ConfigMaps, configMap => affected.BySource(SourceKind.ConfigMap, configMap))
            .Watches(cluster.Nodes, affected.ByNode, ZoneChanged);
    }

    // Nodes report their health by themselves every few minutes; only a changed zone concerns a drive.
    private static bool ZoneChanged(Change<V1PartialObjectMetadata> change) => Zones.Of(change.Old) != Zones.Of(change.New);
}
