using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class SweepTests : IDisposable
{
    private const string Deletion = "DELETE /api/v1/namespaces/tenant/persistentvolumeclaims/old";
    private const string KubeVirt = "GET /apis/kubevirt.io/v1/namespaces/tenant";

    private readonly ScriptedApi api = new();
    private readonly VirtualClock clock = new();
    private readonly ReconcileContext context;
    private readonly Sweep sweep;

    public SweepTests()
    {
        var drive = FilledCaches.Drive("web");
        var cluster = FilledCaches.Create(api.Client);
        var metadata = Ownership.MetadataFor(drive, "old", new() { [Annotations.Filled] = "aaaaaaaaaa" });
        cluster.Primary!.Claims.Show(new V1PersistentVolumeClaim { Metadata = metadata with { Uid = "claim" } });
        context = new ReconcileContext(drive)
        {
            VirtualMachine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "new")),
            VirtualMachineInstance = FilledCaches.ReadInstance(FilledCaches.Instance("vmi", "new")),
        };
        api.Answer(Deletion, """{"kind": "Status", "status": "Success"}""");
        sweep = new Sweep(cluster, new PrimaryStore(api.Client, cluster.Primary, clock), new LiveReferences(api.Client), clock);
    }

    public void Dispose() => api.Dispose();

    /// <summary>The caches say that nobody names the claim; what the server says decides.</summary>
    [Theory]
    [InlineData("vm", "new", "vmi", "new", true)]
    [InlineData("vm", "old", "vmi", "new", false)] // the template names it again
    [InlineData("vm", "new", "vmi", "old", false)] // an instance uses it
    [InlineData("another", "new", "vmi", "new", false)] // another VirtualMachine of that name
    [InlineData("vm", "new", "another", "new", false)] // an instance that the cache does not show yet
    public async Task Claim_ThatTheCachesDoNotName_IsDeletedOnlyWhenTheServerSaysTheSame(
        string machineUid, string inTemplate, string instanceUid, string inInstance, bool isDeleted)
    {
        api.Answer($"{KubeVirt}/virtualmachines/web-1", FilledCaches.VirtualMachine(machineUid, inTemplate));
        api.Answer($"{KubeVirt}/virtualmachineinstances/web-1", FilledCaches.Instance(instanceUid, inInstance));

        var first = await RunAsync();
        Assert.Equal(Sweep.Quarantine, first.RecheckAfter);
        Assert.Empty(api.Requests);

        clock.Now += Sweep.Quarantine;
        var second = await RunAsync();

        Assert.Equal(isDeleted, api.Requests.Contains(Deletion));
        Assert.Equal(isDeleted ? null : Sweep.Quarantine, second.RecheckAfter);
    }

    private Task<StepResult> RunAsync() => sweep.RunAsync(context, TestContext.Current.CancellationToken);
}
