using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes.Finalizers;
using ConfigDrive.Kubernetes.Health;
using ConfigDrive.Kubernetes.Hosting;
using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Requests;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator;

/// <summary>Assembles the running operator: which part uses which.</summary>
internal sealed class ConfigDriveOperator(
    OperatorSettings settings, KubernetesClientConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
{
    private const string ReportingController = "configdrive.dev/operator";
    private const string LeaseName = "configdrive-operator";
    private static readonly TimeSpan LeaseRequestTimeout = TimeSpan.FromSeconds(5); // half of the renew deadline, as the elector asks
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1); // how soon a change that no watch shows, such as a larger quota, is found
    private const string FinalizerName = "configdrive.dev/drive";

    private string OperatorNamespace => settings.OperatorNamespace ?? configuration.Namespace;

    /// <summary>Runs until cancelled, or until the Lease is lost.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await RunWithPresentKeyAsync(cancellationToken);
        }
    }

    /// <summary>Runs until cancelled, or until the key of all revisions is another one, or one where it was lost.</summary>
    private async Task RunWithPresentKeyAsync(CancellationToken cancellationToken)
    {
        using var clientWithoutFence = new KubernetesClient(configuration, time);
        using var leaseClient = new KubernetesClient(configuration with { RequestTimeout = LeaseRequestTimeout }, time);
        await using var elector = settings.LeaderElection ? CreateElector(leaseClient) : null;
        using var client = new KubernetesClient(configuration with { WriteFence = elector is null ? null : elector.EnsureLeading }, time);

        var keySecret = new RevisionKeySecret(clientWithoutFence, OperatorNamespace);
        using var opened = await keySecret.OpenAsync(settings.WatchNamespaces, settings.Selector, settings.AcceptNewRevisionKey, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var library = new SecondaryStore(settings.SecondaryRoot, volume: new PatientVolume(PatientVolume.DefaultPatience, time));
        var cluster = WatchCluster(client);
        using var copying = settings.CopyPods is null || opened.Key is null ? null : CreateCopyService(clientWithoutFence, library, opened.Key);
        if (copying is not null)
        {
            await copying.PrepareAsync(cancellationToken);
        }

        var steps = new DriveSteps(new StepParts(
            cluster, client, new VirtualMachineWriter(client), library, opened.Key, keySecret.Name, settings.Defaults, settings.SecretAccess, settings.BootTimeout, time, CreateClaims(client, cluster, copying)));
        var events = new EventRecorder(clientWithoutFence, ReportingController, reportingInstance: null, loggers.CreateLogger<EventRecorder>(), time);
        using var keeper = new RevisionKeyKeeper(keySecret, opened, clientWithoutFence, events, end.Cancel, loggers.CreateLogger<RevisionKeyKeeper>(), time);
        using var controller = CreateController(client, cluster, steps, events);
        using var requests = CreateRequestController(client, cluster, events);
        var definitions = Watch(client.Metadata(Resources.CustomResourceDefinitions).WithTransform(Kept.Identity), []);
        controller.WatchesDefinitions(cluster, definitions);
        var health = new HealthChecks()
            .AddLivenessCheck("leader-election", () => elector?.Check())
            .AddReadinessCheck("informers", () => cluster.HasSynced ? null : "the caches are not filled yet")
            .AddReadinessCheck("secondary-store", library.Check)
            .AddReadinessCheck("revision-key", keeper.Check);
        using var host = new OperatorHost(loggers.CreateLogger<OperatorHost>(), time);
        host.AddServer("health", new HttpServer(health.AnswerAsync, settings.HealthAddress).RunAsync)
            .AddInfrastructure("events", events.RunAsync)
            .AddInfrastructure("revision-key", keeper.RunAsync)
            .AddInformer(definitions)
            .AddLeaderService("revision-key-report", token => keeper.ReportAsync(cluster, token))
            .AddController(controller)
            .AddController(requests);
        if (opened.Key is { } key)
        {
            var inScope = new LibraryAuditSettings(settings.AuditInterval, settings.WatchNamespaces);
            var audit = new LibraryAudit(cluster, client, library, key, controller.Queue, inScope, loggers.CreateLogger<LibraryAudit>(), time);
            host.AddLeaderService("library-audit", audit.RunAsync);
        }

        foreach (var informer in cluster.Informers)
        {
            host.AddInformer(informer);
        }

        if (copying is not null)
        {
            // Every replica serves once it is ready, so the Service need not know the leader: all mount the library, and only the leader writes it.
            host.AddInfrastructure("copy-tls", copying.KeepCertificateAsync).AddService("copy", copying.ServeAsync);
            health.AddReadinessCheck("copy", () => copying.IsListening ? null : "the copy endpoint is not listening yet");
        }

        using var webhook = settings.MigrationWebhook is { } webhookSettings
            ? new WebhookService(webhookSettings, clientWithoutFence, client, OperatorNamespace, cluster, steps.Readiness, loggers, time)
            : null;
        webhook?.AddTo(host);

        if (elector is not null)
        {
            host.UseLeaderElection(elector);
        }

        await host.RunAsync(end.Token);
    }

    private LeaseElector CreateElector(KubernetesClient leaseClient) => new(
        leaseClient, new LeaseElectorOptions { Lease = new NamespacedName(OperatorNamespace, LeaseName) }, loggers.CreateLogger<LeaseElector>(), time);

    private CopyService CreateCopyService(KubernetesClient client, SecondaryStore library, RevisionKey key)
    {
        var authorization = new CopyPodAuthorization(client.Metadata(Resources.Pods), client.Resource(OperatorResources.ConfigDrives));
        return new CopyService(settings.Copy, client, OperatorNamespace, authorization, library, key, loggers, time);
    }

    private ClaimParts? CreateClaims(KubernetesClient client, ClusterCache cluster, CopyService? copying)
    {
        if (settings.CopyPods is not { } pods || cluster.Primary is not { } caches)
        {
            return null;
        }

        // While the key of all revisions is lost, claims are known and deleted, and no copy pod is made.
        var source = () => new CopySource(settings.Copy.UrlIn(OperatorNamespace), copying?.AuthoritiesPem ?? "");
        return new ClaimParts(
            new PrimaryStore(client, caches, time), new CopyPodMaker(pods, source, new PlacementFinder(client, time)), new LiveReferences(client), settings.Primary);
    }

    private ClusterCache WatchCluster(KubernetesClient client)
    {
        var cluster = new ClusterCache(
            Watch(ConfigDrives(client), settings.WatchNamespaces),
            Watch(WithSelectedLabels(client.Resource(OperatorResources.VirtualMachines), Kept.Known), settings.WatchNamespaces),
            Watch(client.Resource(OperatorResources.VirtualMachineInstances), settings.WatchNamespaces),
            Watch(client.Resource(OperatorResources.VirtualMachineInstanceMigrations), settings.WatchNamespaces),
            Watch(client.Resource(OperatorResources.KubeVirts), []),
            Watch(client.Metadata(Resources.Secrets).WithTransform(Kept.Identity), settings.WatchNamespaces),
            Watch(client.Metadata(Resources.ConfigMaps).WithTransform(Kept.Identity), settings.WatchNamespaces),
            Watch(client.Metadata(Resources.Nodes).WithTransform(Kept.Identity), []))
        {
            Classes = new ClassCache(
                OperatorNamespace,
                Watch(client.Resource(OperatorResources.ConfigDriveClasses), []),
                Watch(client.Metadata(Resources.Secrets).WithTransform(Kept.Identity), [OperatorNamespace]),
                Watch(client.Metadata(Resources.ConfigMaps).WithTransform(Kept.Identity), [OperatorNamespace])),
        };
        Indexes.AddTo(cluster);
        return cluster with { Selector = settings.Selector, Primary = settings.CopyPods is null ? null : WatchClaims(client) };
    }

    private ClaimCache WatchClaims(KubernetesClient client) => new ClaimCache(
        Watch(client.Resource(CoreResources.PersistentVolumeClaims), settings.WatchNamespaces, Ownership.Selector),
        Watch(client.Resource(CoreResources.Pods), settings.WatchNamespaces, Ownership.CopyPodSelector),
        Watch(client.Resource(CoreResources.StorageClasses), [])).WithIndexes();

    /// <param name="resource">What is watched.</param>
    /// <param name="namespaces">Where; everywhere, or not in any namespace, when empty.</param>
    /// <param name="labels">Which.</param>
    private Informer<T> Watch<T>(ResourceClient<T> resource, IReadOnlyList<string> namespaces, string? labels = null) where T : class, IKubernetesObject
    {
        var all = namespaces is [] ? (IReadOnlyList<string?>)[null] : namespaces;
        return new(resource, [.. all.Select(each => new WatcherOptions { Namespace = each, LabelSelector = labels })], loggers.CreateLogger<Informer<T>>(), time);
    }

    private ResourceClient<V1Alpha1ConfigDrive> ConfigDrives(KubernetesClient client) =>
        WithSelectedLabels(client.Resource(OperatorResources.ConfigDrives), Kept.ConfigDrive);

    private ResourceClient<T> WithSelectedLabels<T>(ResourceClient<T> resource, Func<T, T> kept) where T : class, IKubernetesObject =>
        resource.WithTransform(Kept.WithLabels(kept, [.. settings.Selector.Keys]));

    private Controller CreateController(KubernetesClient client, ClusterCache cluster, DriveSteps steps, EventRecorder events)
    {
        var reconciler = new ConfigDriveReconciler(
            cluster,
            steps.InOrder,
            steps.Removal,
            steps.HandOver,
            new Finalizer<V1Alpha1ConfigDrive>(client.Resource(OperatorResources.ConfigDrives), FinalizerName),
            new StatusWriter(client),
            events,
            loggers.CreateLogger<ConfigDriveReconciler>(),
            time);
        return CreateController("configdrive", reconciler).WatchesCluster(cluster);
    }

    private Controller CreateRequestController(KubernetesClient client, ClusterCache cluster, EventRecorder events)
    {
        var reconciler = new VirtualMachineReconciler(
            cluster, new RequestedDrives(cluster, ConfigDrives(client), client.Resource(OperatorResources.WholeConfigDrives), time), new DriveOwner(cluster, client), events, loggers.CreateLogger<VirtualMachineReconciler>());
        return CreateController("virtualmachine", reconciler).WatchesRequests(cluster);
    }

    private Controller CreateController(string name, IReconciler reconciler)
    {
        var options = new ControllerOptions { Workers = settings.Workers, LongestBackoff = LongestBackoff };
        return new Controller(name, reconciler, options, loggers.CreateLogger<Controller>(), time);
    }
}
