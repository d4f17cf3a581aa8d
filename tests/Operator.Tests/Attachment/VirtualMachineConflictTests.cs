using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Attachment;

public sealed class VirtualMachineConflictTests
{
    [Theory]
    [InlineData("cloudInitNoCloud", "{}", "OtherCloudInit")]
    [InlineData("cloudInitConfigDrive", "{}", "OtherCloudInit")]
    [InlineData("cloudInitConfigDrive", "volumeLabel: other", "OtherCloudInit")]
    [InlineData("cloudInitNoCloud", "layouts: [OpenStack]", "OtherCloudInit")]
    [InlineData("cloudInitNoCloud", "layouts: [NoCloud]", "OtherCloudInit")]
    [InlineData("cloudInitConfigDrive", "layouts: [NoCloud, CloudStack]", "OtherCloudInit")]
    [InlineData("cloudInitNoCloud", "layouts: [CloudStack]", null)]
    [InlineData("cloudInitConfigDrive", "layouts: [CloudStack]", "LabelTaken")]
    [InlineData("cloudInitConfigDrive", "layouts: [CloudStack]\nvolumeLabel: CONFIG-2", "LabelTaken")]
    [InlineData("cloudInitConfigDrive", "layouts: [CloudStack]\nvolumeLabel: other", null)]
    [InlineData("containerDisk", "{}", null)]
    public void Volume_BesideTheDrive_IsAConflictWhereAGuestCouldTakeEither(string kind, string spec, string? reason)
    {
        var inputs = Beside(kind, spec);

        var conflict = VirtualMachineConflicts.FindCloudInit(inputs.ConfigDrive, inputs.VirtualMachine, inputs.Defaults);

        Assert.Equal(reason, conflict?.Reason);
        Assert.Equal(reason, VirtualMachineConflicts.Find(inputs.ConfigDrive, inputs.VirtualMachine, inputs.Defaults)?.Reason);
        Assert.True(conflict is null || conflict.Message.Contains("\"ci\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Label_OfTheOperatorsSettings_Decides_WhereTheSpecNamesNone()
    {
        var inputs = Beside("cloudInitConfigDrive", "layouts: [CloudStack]");

        Assert.Null(VirtualMachineConflicts.FindCloudInit(inputs.ConfigDrive, inputs.VirtualMachine, new ContentDefaults { VolumeLabel = "other" }));
    }

    [Fact]
    public void Message_OfAnotherCloudInit_NamesBothAndTheWaysOut()
    {
        var inputs = Beside("cloudInitNoCloud", "{}");

        var message = VirtualMachineConflicts.FindCloudInit(inputs.ConfigDrive, inputs.VirtualMachine, inputs.Defaults)!.Message;

        Assert.All(
            ["Volume \"ci\"", "VirtualMachine \"web-1\"", "cloudInitNoCloud", "spec.userData", "delete this ConfigDrive"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static DriveInputs Beside(string kind, string spec) => new Drive
    {
        Spec = spec,
        VirtualMachine = $$$$"""
            metadata: {name: web-1, namespace: tenant-a}
            spec: {template: {spec: {domain: {devices: {disks: [{name: ci, disk: {}}]}}, volumes: [{name: ci, {{{{kind}}}}: {}}]}}}
            """,
    }.Inputs;
}
