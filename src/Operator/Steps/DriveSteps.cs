using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// The whole story, in order. An operator without copy pods keeps drives in the library alone: it runs the same list without the steps that
/// need claims.
/// </summary>
internal sealed class DriveSteps
{
    public DriveSteps(StepParts parts)
    {
        var (cluster, library, verified, time) = (parts.Cluster, parts.Library, parts.Verified, parts.Time);
        var owners = new DriveOwner(cluster, parts.Client);
        var renderer = new DriveRenderer(cluster, new SourceReader(parts.Client), parts.Key, parts.Defaults, delivers: parts.Claims is not null);
        var revisions = new ClaimRevisions(cluster);
        var view = new AttachmentView(cluster, revisions, parts.Defaults, parts.BootTimeout, time);
        var writer = new DriveWriter(parts.VirtualMachines, time);
        var policy = new LibraryPolicy(parts.Claims?.Store);
        Readiness = new CheckMigration(view);

        Removal =
        [
            .. WithClaims(claims => new DetachDrive(cluster, parts.VirtualMachines, claims.Store)), // the VirtualMachine names no claim that goes
            .. WithClaims(claims => new DeleteClaims(claims.Store, claims.Live)), // copy pods, and claims that no instance uses
            new DeleteFromLibrary(library, verified, owners), // the image, and with it all that there was
        ];

        InOrder =
        [
            new CheckSpec(), // what old API servers let pass is refused
            new ElectOwner(owners), // the oldest ConfigDrive has the VirtualMachine
            new FindVirtualMachine(cluster, parts.VirtualMachines, Removal), // and its instance; what belonged to one that is gone goes too
            .. WithClaims(_ => new ObserveInstance(revisions, time)), // what the guest started with, what is in its drive, whether the password arrived
            .. WithClaims(_ => new WithdrawPassword(revisions, writer, view)), // no second start sees a password for one start
            new CheckVirtualMachine(parts.Defaults, attaches: parts.Claims is not null), // what the drive cannot stand beside
            new RenderDrive(renderer), // Resolve and Render: inputs -> content -> image, revision
            new StoreOnSecondary(library, verified, policy, renderer, parts.Key), // Store: ConfigDrive/<namespace>/<vm>/configdrive.iso
            .. WithClaims(_ => new RecordPassword()), // the status knows each revision with a password before it leaves the library
            .. WithClaims(claims => new CopyToPrimary(claims, library, parts.Key, verified, time)), // Copy: a claim for the revision, filled by a copy pod
            .. WithClaims(_ => new ReclaimLibrary(policy, library, verified)), // the file of a stopped VirtualMachine, where the spec says so
            .. WithClaims(claims => new Sweep(claims.Store, claims.Live, time)), // Sweep: claims of older revisions that nobody names
            .. WithClaims(_ => Readiness), // whether the drive can move to another node
            .. WithClaims(_ => new AttachDrive(view, writer)), // Attach: the VirtualMachine's second CD-ROM, or another medium in it
        ];

        IEnumerable<IStep> WithClaims(Func<ClaimParts, IStep> step) => parts.Claims is { } claims ? [step(claims)] : [];
    }

    /// <summary>What brings a drive into its VirtualMachine.</summary>
    public IReadOnlyList<IStep> InOrder { get; }

    /// <summary>What takes away all that a ConfigDrive had, when it is deleted or its VirtualMachine is.</summary>
    public IReadOnlyList<IStep> Removal { get; }

    /// <summary>Whether a drive can move, for who only wants to know.</summary>
    public CheckMigration Readiness { get; }
}

/// <summary>What the steps work with.</summary>
/// <param name="Cluster">The caches.</param>
/// <param name="Client">The API server.</param>
/// <param name="VirtualMachines">Writes VirtualMachines.</param>
/// <param name="Library">The secondary store.</param>
/// <param name="Verified">Which of its files are known to be what was stored.</param>
/// <param name="Key">Key of all revisions.</param>
/// <param name="Defaults">What drives say where neither spec nor VirtualMachine do.</param>
/// <param name="BootTimeout">After which time a guest without agent counts as booted.</param>
/// <param name="Time">The clock.</param>
/// <param name="Claims">The primary store; <c>null</c> for an operator that keeps drives in the library alone.</param>
internal sealed record StepParts(
    ClusterCache Cluster,
    KubernetesClient Client,
    VirtualMachineWriter VirtualMachines,
    SecondaryStore Library,
    VerifiedFiles Verified,
    RevisionKey Key,
    ContentDefaults Defaults,
    TimeSpan BootTimeout,
    TimeProvider Time,
    ClaimParts? Claims);
