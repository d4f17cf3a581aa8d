using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// The pipeline: all steps, in order. An operator without copy pods only keeps drives in the library: it runs the same list without the steps that
/// need claims. While the key of all revisions is lost, a run ends before the first step that needs it.
/// </summary>
internal sealed class DriveSteps
{
    public DriveSteps(StepParts parts)
    {
        var (cluster, library, time) = (parts.Cluster, parts.Library, parts.Time);
        var owners = new DriveOwner(cluster, parts.Client);
        var view = new AttachmentView(cluster, parts.Defaults, parts.BootTimeout, time);
        var writer = new DriveWriter(parts.VirtualMachines, time);
        var policy = new LibraryPolicy(parts.Claims?.Store);
        Readiness = new CheckMigration(view);
        HandOver = new HandOver(cluster, library);

        Removal =
        [
            new DetachDrive(cluster, parts.VirtualMachines, parts.Claims?.Store), // no VirtualMachine names a claim that is deleted
            .. WithClaims(claims => new DeleteClaims(cluster, parts.VirtualMachines, claims.Store, claims.Live)), // copy pods, and claims that nobody names
            new DeleteFromLibrary(library, owners), // the image
        ];

        var sources = new SourceReader(parts.Client, parts.SecretAccess);
        var classes = new ClassReader(cluster.Classes, sources, parts.Defaults);
        InOrder =
        [
            new FindClass(cluster, classes, new ClassRollouts(cluster, time)), // whose defaults complete the spec
            new CheckSpec(), // refuses what old API servers accept
            new ElectOwner(owners), // the oldest ConfigDrive owns the VirtualMachine
            new FindVirtualMachine(cluster, parts.VirtualMachines, Removal), // and its instance; what belonged to a deleted one is removed
            .. WithClaims(_ => new ObserveInstance(view, time)), // what the guest started with, what is in its drive, whether the password arrived
            .. WithClaims(_ => new WithdrawPassword(writer, view)), // no second start sees a password for one start
            .. parts.Key is { } key ? StepsWith(key) : [new AwaitRevisionKey(parts.KeySecret)],
            .. WithClaims(_ => Readiness), // whether the drive can move to another node
            .. WithClaims(_ => new AttachDrive(view, writer)), // Attach: the VirtualMachine's second CD-ROM, or another medium in it
        ];

        IStep[] StepsWith(RevisionKey key)
        {
            var renderer = new DriveRenderer(cluster, sources, classes, key, parts.Defaults, delivers: parts.Claims is not null);
            return
            [
                .. WithClaims(claims => new RemoveRenamedDrive(view, parts.VirtualMachines, claims.Store)), // what is left under a former spec.attachment.diskName
                new CheckVirtualMachine(parts.Defaults, attaches: parts.Claims is not null), // refuses one that excludes the drive
                new RenderDrive(renderer, new KeyRenewal(cluster, library, key, time)), // Resolve and Render: inputs -> content -> image, revision
                new StoreOnSecondary(library, policy, renderer, key), // Store: ConfigDrive/<namespace>/<vm>/configdrive.iso
                .. WithClaims(_ => new RecordPassword()), // each revision with a password is in the status before it is copied
                .. WithClaims(claims => new CopyToPrimary(claims, library, key, time)), // Copy: a claim for the revision, filled by a copy pod
                .. WithClaims(_ => new ReclaimLibrary(policy, library)), // deletes the file of a stopped VirtualMachine, where the spec says so
                .. WithClaims(claims => new Sweep(cluster, claims.Store, claims.Live, time)), // Sweep: claims of older revisions that nobody names
            ];
        }

        IEnumerable<IStep> WithClaims(Func<ClaimParts, IStep> step) => parts.Claims is { } claims ? [step(claims)] : [];
    }

    public IReadOnlyList<IStep> InOrder { get; }

    /// <summary>What removes everything that a ConfigDrive had, when it or its VirtualMachine is deleted.</summary>
    public IReadOnlyList<IStep> Removal { get; }

    /// <summary>What is done for a ConfigDrive that another operator serves.</summary>
    public HandOver HandOver { get; }

    /// <summary>Whether a VirtualMachine can migrate with its drive, for the webhook.</summary>
    public CheckMigration Readiness { get; }
}

/// <summary>What the steps work with; without claims for an operator that only keeps drives in the library, without a key while that is lost.</summary>
internal sealed record StepParts(
    ClusterCache Cluster,
    KubernetesClient Client,
    VirtualMachineWriter VirtualMachines,
    SecondaryStore Library,
    RevisionKey? Key,
    NamespacedName KeySecret,
    ContentDefaults Defaults,
    SecretAccess SecretAccess,
    TimeSpan BootTimeout,
    TimeProvider Time,
    ClaimParts? Claims);
