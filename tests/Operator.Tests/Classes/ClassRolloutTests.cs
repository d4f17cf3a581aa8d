using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Classes;

/// <summary>When a drive takes its changed class: the product's own steps, and an API server that has one ConfigMap.</summary>
public sealed class ClassRolloutTests : IDisposable
{
    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly ClusterCache cluster;
    private readonly RevisionKey key = new(new byte[32]);
    private readonly RenderDrive render;
    private readonly FindClass find;
    private long generation;

    public ClassRolloutTests()
    {
        cluster = FilledCaches.Create(api.Client);
        var sources = new SourceReader(api.Client, SecretAccess.Label);
        var classes = new ClassReader(cluster.Classes, sources, new ContentDefaults());
        render = new RenderDrive(new DriveRenderer(cluster, sources, classes, key, new ContentDefaults()), new KeyRenewal(cluster, new SecondaryStore("/nowhere"), key, clock));
        find = new FindClass(cluster, classes, new ClassRollouts(cluster, clock));
        GivePlatform("1");
        Show(isRunning: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        api.Dispose();
        key.Dispose();
    }

    [Fact]
    public async Task FirstRevision_OfADrive_TellsItsClass()
    {
        GiveClass(RolloutMode.NextStart, "first");

        var (status, result) = await RunAsync(new ConfigDriveStatus());

        Assert.Equal(Reasons.Rendered, result.Reason);
        Assert.Equal(("standard", 1L), (status.ClassName, status.ClassGeneration));
        Assert.NotNull(status.ClassInputs);
        Assert.Equal("first", status.ClassDefaults?.VolumeLabel);
    }

    [Fact]
    public async Task RunningVirtualMachine_WithNextStart_KeepsItsDriveAndTheDefaultsUntilItStops()
    {
        GiveClass(RolloutMode.NextStart, "first", perMinute: 1);
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.ConfigDrives.Show(Enumerable.Range(0, 100).Select(number => FilledCaches.Drive($"web-{number}", status: made)));
        GiveClass(RolloutMode.NextStart, "second", perMinute: 1);

        var (running, result) = await RunAsync(made);

        Assert.Equal(made, running);
        Assert.Null(result.RecheckAfter);
        Assert.Equal("first", Context!.Drive.Spec.VolumeLabel);

        Show(isRunning: false);
        var (stopped, _) = await RunAsync(running);

        Assert.NotEqual(made.Revision, stopped.Revision);
        Assert.Equal((2L, "second"), (stopped.ClassGeneration, stopped.ClassDefaults?.VolumeLabel));
    }

    [Fact]
    public async Task RunningVirtualMachine_WithLive_TakesItsTurn()
    {
        GiveClass(RolloutMode.Live, "first", perMinute: 1);
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.ConfigDrives.Show(Enumerable.Range(0, 100).Select(number => FilledCaches.Drive($"web-{number}", status: made)));
        GiveClass(RolloutMode.Live, "second", perMinute: 1);

        var (waiting, result) = await RunAsync(made);

        Assert.Equal(made, waiting);
        Assert.InRange(result.RecheckAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(100));

        clock.Now += result.RecheckAfter.Value;
        var (taken, _) = await RunAsync(waiting);

        Assert.Equal("second", taken.ClassDefaults?.VolumeLabel);
    }

    [Fact]
    public async Task StoppedVirtualMachine_WithNextStart_TakesItsTurnToo()
    {
        Show(isRunning: false);
        GiveClass(RolloutMode.NextStart, "first", perMinute: 1);
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.ConfigDrives.Show(Enumerable.Range(0, 100).Select(number => FilledCaches.Drive($"web-{number}", status: made)));
        GiveClass(RolloutMode.NextStart, "second", perMinute: 1);

        var (waiting, result) = await RunAsync(made);

        Assert.Equal(made, waiting);
        Assert.NotNull(result.RecheckAfter);
    }

    [Fact]
    public async Task Turns_OfAClassThatIsNotTheDefault_AreOfItsOwnDrives()
    {
        Show(isRunning: false);
        GiveClass(RolloutMode.NextStart, "first", perMinute: 1);
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.ConfigDrives.Show(Enumerable.Range(0, 100).Select(number => FilledCaches.Drive($"web-{number}", status: made)));
        var standard = cluster.Classes.Classes.Store.List().Single();
        cluster.Classes.Classes.Show(standard with { Metadata = standard.Metadata with { Generation = 2, Annotations = null }, Spec = standard.Spec with { Description = "changed" } });

        var context = new ReconcileContext(FilledCaches.Drive("web", status: made) with { Spec = FilledCaches.Drive("web").Spec with { ClassName = "standard" } });
        await find.RunAsync(context, Token);

        Assert.Null(context.ClassDelay);
    }

    [Fact]
    public async Task Drive_WhoseAuthorChangesIt_TakesTheClassAsItIs()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        GiveClass(RolloutMode.NextStart, "second");

        var (changed, _) = await RunAsync(made, hostname: "other");

        Assert.Equal("second", changed.ClassDefaults?.VolumeLabel);
    }

    [Fact]
    public async Task Drive_WhoseAuthorNamesAnotherClass_TakesThatAtOnce()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());

        var (none, _) = await RunAsync(made, className: "");

        Assert.Equal((null, null), (none.ClassName, none.ClassDefaults));
        Assert.NotEqual(made.Revision, none.Revision);
    }

    [Fact]
    public async Task Spec_ThatNamesAnotherClass_IsCheckedWithTheDefaultsOfThat()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.Classes.Classes.Show(new V1Alpha1ConfigDriveClass
        {
            Metadata = new V1ObjectMeta { Name = "gold", Uid = "gold", Generation = 1 },
            Spec = new ConfigDriveClassSpec { Defaults = new ClassDefaults { VolumeLabel = "gold" } },
        });
        var drive = FilledCaches.Drive("web", status: made);
        var context = new ReconcileContext(drive with { Spec = drive.Spec with { ClassName = "gold" } });

        await find.RunAsync(context, Token);

        Assert.Equal("gold", context.Drive.Spec.VolumeLabel);
    }

    [Fact]
    public async Task ChangedSource_OfTheClass_IsAChangedClass()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        GivePlatform("2");

        var (running, _) = await RunAsync(made);
        Show(isRunning: false);
        var (stopped, _) = await RunAsync(running);

        Assert.Equal(made, running);
        Assert.NotEqual(made.Revision, stopped.Revision);
    }

    [Fact]
    public async Task ChangedSource_BetweenTwoStepsOfARun_IsNotTakenBeforeItsTurn()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());

        var (running, _) = await RunAsync(made, between: () => GivePlatform("2"));

        Assert.Equal(made, running);
    }

    [Fact]
    public async Task Source_OfTheClass_IsReadOnceForAllDrives()
    {
        GiveClass(RolloutMode.NextStart, "first");

        await RunAsync(new ConfigDriveStatus());
        await RunAsync(new ConfigDriveStatus());

        Assert.Single(api.Requests, "GET /api/v1/namespaces/configdrive-system/configmaps/platform");
    }

    [Fact]
    public async Task DeletedClass_OfADriveThatExists_LeavesItAndItsDefaults()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var (made, _) = await RunAsync(new ConfigDriveStatus());
        cluster.Classes.Classes.Show();

        var (kept, result) = await RunAsync(made);

        Assert.Equal(made, kept);
        Assert.Equal((StepOutcome.Waiting, Reasons.ClassNotFound), (result.Outcome, result.Reason));
        Assert.Equal("first", Context!.Drive.Spec.VolumeLabel);
    }

    [Fact]
    public async Task WrongClass_OfADrive_IsAFaultOfTheClassThatNamesItsField()
    {
        GiveClass(RolloutMode.NextStart, "first", source: "absent");

        var (_, result) = await RunAsync(new ConfigDriveStatus());

        Assert.Equal((StepOutcome.Waiting, Reasons.ClassInvalid), (result.Outcome, result.Reason));
        Assert.Contains("""ConfigDriveClass "standard", which names objects of namespace "configdrive-system": ConfigMap "absent" does not exist (spec.vendorData""", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedSetting_OfTheOperator_IsAChangeOfWhatTheProviderSays()
    {
        GiveClass(RolloutMode.NextStart, "first");
        var given = cluster.Classes.Classes.Store.List().Single();
        var sources = new SourceReader(api.Client, SecretAccess.All);
        ContentDefaults[] all = [new(), new() { VolumeLabel = "x" }, new() { AvailabilityZone = "x" }, new() { CloudName = "x" }, new() { CloudIdentifier = "x" }];

        var digests = all.Select(each => new ClassReader(cluster.Classes, sources, each).InputsOf(given)).ToList();

        Assert.Equal(all.Length, digests.Distinct().Count());
        Assert.Equal(digests[0], (await new ClassReader(cluster.Classes, sources, new()).ReadAsync(given, Token)).Inputs);
    }

    private ReconcileContext? Context { get; set; }

    private async Task<(ConfigDriveStatus Status, StepResult Result)> RunAsync(ConfigDriveStatus status, string hostname = "web", string? className = null, Action? between = null)
    {
        var drive = FilledCaches.Drive("web", status: status);
        drive = drive with
        {
            Metadata = drive.Metadata with { Generation = hostname == "web" && className is null ? 1 : 2 },
            Spec = drive.Spec with { Metadata = new InstanceMetadata { Hostname = hostname }, ClassName = className },
        };
        Context = new ReconcileContext(drive) { VirtualMachine = cluster.VirtualMachines.Store.List().Single() };
        var found = await find.RunAsync(Context, Token);
        between?.Invoke();
        var result = found.Continues ? await render.RunAsync(Context, Token) : found;
        return (Context.Status, result);
    }

    private void Show(bool isRunning)
    {
        var machine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "claim"));
        cluster.VirtualMachines.Show(machine with { Spec = machine.Spec with { RunStrategy = isRunning ? "Always" : "Halted" } });
        cluster.VirtualMachineInstances.Show(isRunning ? [FilledCaches.ReadInstance(FilledCaches.Instance("vmi", "claim"))] : []);
    }

    private void GiveClass(RolloutMode mode, string label, int perMinute = 60, string source = "platform") => cluster.Classes.Classes.Show(new V1Alpha1ConfigDriveClass
    {
        Metadata = new V1ObjectMeta { Name = "standard", Uid = "class", Generation = ++generation, Annotations = new() { ["configdrive.dev/is-default-class"] = "true" } },
        Spec = new ConfigDriveClassSpec
        {
            Rollout = new ClassRollout { Mode = mode, PerMinute = perMinute },
            VendorData = new Source { ConfigMapKeyRef = new KeySelector { Name = source, Key = "vendor" } },
            Defaults = new ClassDefaults { VolumeLabel = label },
        },
    });

    private void GivePlatform(string version)
    {
        cluster.Classes.ConfigMaps.Show(new V1PartialObjectMetadata
        {
            Metadata = new V1ObjectMeta { Namespace = "configdrive-system", Name = "platform", Uid = "platform", ResourceVersion = version },
        });
        api.Answer("GET /api/v1/namespaces/configdrive-system/configmaps/platform", $$"""
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "platform", "namespace": "configdrive-system", "uid": "platform", "resourceVersion": "{{version}}"},
             "data": {"vendor": "#cloud-config\nversion: {{version}}"} }
            """);
    }
}
