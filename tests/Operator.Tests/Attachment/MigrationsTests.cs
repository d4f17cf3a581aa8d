using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Tests.Attachment;

public sealed class MigrationsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("Pending", true)]
    [InlineData("Running", true)]
    [InlineData("Succeeded", false)]
    [InlineData("Failed", false)]
    public void Migration_InAPhase_IsUnderWayOrNot(string phase, bool expected)
    {
        var migration = JsonSerializer.Deserialize(
            $$"""{"metadata": {"name": "move"}, "spec": {"vmiName": "web-1"}, "status": {"phase": "{{phase}}"} }""",
            ConfigDriveJsonContext.Default.V1VirtualMachineInstanceMigration)!;

        Assert.Equal(expected, Migrations.FindUnderWay(Instance("{}"), [migration]) is not null);
    }

    [Theory]
    [InlineData("""{"migrationState": {"startTimestamp": "2026-11-25T10:00:00Z"}}""", true)]
    [InlineData("""{"migrationState": {"startTimestamp": "2026-11-25T10:00:00Z", "endTimestamp": "2026-11-25T10:01:00Z", "completed": true}}""", false)]
    [InlineData("""{"migrationState": {"startTimestamp": "2026-11-25T10:00:00Z", "endTimestamp": "2026-11-25T10:01:00Z", "failed": true}}""", false)]
    [InlineData("""{"evacuationNodeName": "node1"}""", true)]
    [InlineData("""{"evacuationNodeName": ""}""", false)]
    [InlineData("""{"conditions": [{"type": "EvictionRequested", "status": "True"}]}""", true)]
    [InlineData("""{"conditions": [{"type": "EvictionRequested", "status": "False"}]}""", false)]
    public void Instance_ThatTellsOfAMigrationItself_MovesOrNot(string status, bool expected) =>
        Assert.Equal(expected, Migrations.FindUnderWay(Instance(status), []) is not null);

    private static V1VirtualMachineInstance Instance(string status) => JsonSerializer.Deserialize(
        """{"metadata": {"name": "web-1"}, "spec": {"domain": {"devices": {}}}, "status": """ + status + "}",
        ConfigDriveJsonContext.Default.V1VirtualMachineInstance)!;
}
