using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Tests.Cluster;

public sealed class DriveOwnerTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly ScriptedApi api = new();
    private readonly ClusterCache cluster;

    public DriveOwnerTests() => cluster = FilledCaches.Create(api.Client);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => api.Dispose();

    [Theory]
    [InlineData(1, 0, "second")]
    [InlineData(0, 1, "first")]
    [InlineData(0, 0, "first")]
    public async Task VirtualMachine_OfTwoDrives_BelongsToTheOlder_AndToTheFirstByNameOfOneAge(
        int firstsHour, int secondsHour, string expected)
    {
        var first = FilledCaches.Drive("first", Monday.AddHours(firstsHour));
        var second = FilledCaches.Drive("second", Monday.AddHours(secondsHour));
        cluster.ConfigDrives.Show(first, second);
        var owners = new DriveOwner(cluster, api.Client);

        Assert.Equal(expected, await owners.NameForAsync(first, Token));
        Assert.Equal(expected, await owners.NameForAsync(second, Token));
    }

    [Fact]
    public async Task VirtualMachine_OfAnOlderDriveThatCannotBeRead_BelongsToThatOne()
    {
        var drive = FilledCaches.Drive("first", Monday);
        cluster.ConfigDrives.Show(drive);
        cluster.ConfigDrives.Store.SetUnreadable(new UnreadableObject(new("tenant", "second"), "1", "$.spec.layouts"));
        api.Answer(
            "GET /apis/configdrive.dev/v1alpha1/namespaces/tenant/configdrives/second",
            """
            {"spec": {"virtualMachineRef": {"name": "web-1"}, "layouts": 1},
             "metadata": {"namespace": "tenant", "name": "second", "creationTimestamp": "2026-11-22T08:00:00Z"}}
            """);

        var result = await new ElectOwner(new DriveOwner(cluster, api.Client)).RunAsync(new ReconcileContext(drive), Token);

        Assert.Equal((StepOutcome.Stalled, Reasons.VirtualMachineClaimed), (result.Outcome, result.Reason));
        Assert.Contains("\"second\"", result.Message, StringComparison.Ordinal);
    }
}
