using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class DriveStepsTests : IDisposable
{
    private readonly ScriptedApi api = new();

    public void Dispose() => api.Dispose();

    /// <summary>A step that is left out or moved fails no step's own test.</summary>
    [Theory]
    [InlineData(
        true,
        true,
        "FindClass CheckSpec ElectOwner FindVirtualMachine ObserveInstance WithdrawPassword RemoveRenamedDrive CheckVirtualMachine RenderDrive StoreOnSecondary "
        + "RecordPassword CopyToPrimary ReclaimLibrary Sweep CheckMigration AttachDrive",
        "DetachDrive DeleteClaims DeleteFromLibrary")]
    [InlineData(false, true, "FindClass CheckSpec ElectOwner FindVirtualMachine CheckVirtualMachine RenderDrive StoreOnSecondary", "DetachDrive DeleteFromLibrary")]
    [InlineData(
        true,
        false,
        "FindClass CheckSpec ElectOwner FindVirtualMachine ObserveInstance WithdrawPassword AwaitRevisionKey CheckMigration AttachDrive",
        "DetachDrive DeleteClaims DeleteFromLibrary")]
    public void Steps_OfAnOperatorWithOrWithoutClaimsOrKey_AreTheseInThisOrder(bool hasClaims, bool hasKey, string inOrder, string removal)
    {
        var cluster = FilledCaches.Create(api.Client);
        var store = new PrimaryStore(api.Client, cluster.Primary!, TimeProvider.System);
        var settings = new CopyPodSettings { Image = "operator" };
        var pods = new CopyPodMaker(settings, () => throw new NotSupportedException(), new PlacementFinder(api.Client, TimeProvider.System));
        var library = new SecondaryStore("/nowhere");
        var steps = new DriveSteps(new StepParts(
            cluster,
            api.Client,
            new VirtualMachineWriter(api.Client),
            library,
            hasKey ? new RevisionKey(new byte[32]) : null,
            new NamespacedName("system", "key"),
            new ContentDefaults(),
            SecretAccess.All,
            TimeSpan.FromMinutes(10),
            TimeProvider.System,
            hasClaims ? new ClaimParts(store, pods, new LiveReferences(api.Client), new PrimaryDefaults()) : null));

        Assert.Equal(inOrder, string.Join(' ', steps.InOrder.Select(step => step.GetType().Name)));
        Assert.Equal(removal, string.Join(' ', steps.Removal.Select(step => step.GetType().Name)));
    }
}
