using System.Text.Json;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Classes;

/// <summary>How the defaults of a class complete the spec of a ConfigDrive.</summary>
public sealed class ClassDefaultsTests
{
    private static readonly ClassDefaults All = new()
    {
        VolumeLabel = "label",
        Layouts = [Layout.OpenStack],
        InstanceIdentity = InstanceIdentity.SystemUUID,
        GuestHook = GuestHook.Live,
        SecondaryStorage = new SecondaryStorage { Reclaim = ReclaimPolicy.OnDelete },
        PrimaryStorage = new PrimaryStorage { StorageClassName = "fast", AccessModes = [AccessMode.ReadWriteOnce], VolumeMode = VolumeMode.Block, Size = new ResourceQuantity("32Mi") },
        Attachment = new AttachmentDefaults { Bus = DiskBus.Scsi, Update = UpdatePolicy.NextStart, DetachAfterBoot = true },
    };

    [Fact]
    public void Spec_ThatIsSilent_HasAllOfTheClass()
    {
        var completed = new Drive().ParsedSpec.CompletedBy(All);

        Assert.Equal("label", completed.VolumeLabel);
        Assert.Equal([Layout.OpenStack], completed.Layouts);
        Assert.Equal((InstanceIdentity.SystemUUID, GuestHook.Live), (completed.EffectiveInstanceIdentity, completed.EffectiveGuestHook));
        Assert.Equal(ReclaimPolicy.OnDelete, completed.SecondaryStorage.Reclaim);
        Assert.Equal(
            ("fast", AccessMode.ReadWriteOnce, VolumeMode.Block, "32Mi"),
            (completed.PrimaryStorage.StorageClassName, completed.PrimaryStorage.AccessModes.Single(), completed.PrimaryStorage.VolumeMode, completed.PrimaryStorage.Size?.ToString()));
        Assert.Equal((DiskBus.Scsi, UpdatePolicy.NextStart, true), (completed.Attachment.Bus, completed.Attachment.Update, completed.Attachment.DetachAfterBoot));
    }

    [Fact]
    public void Spec_ThatSaysAll_StaysAsItIs()
    {
        var spec = new Drive
        {
            Spec = """
                volumeLabel: own
                layouts: [CloudStack, OpenStack]
                instanceIdentity: Stable
                guestHook: None
                secondaryStorage: {reclaim: OnStop}
                primaryStorage: {storageClassName: own, accessModes: [ReadWriteMany], volumeMode: Filesystem, size: 16Mi}
                attachment: {bus: usb, update: Live, detachAfterBoot: false}
                """,
        }.ParsedSpec;

        Assert.Equal(Text(spec), Text(spec.CompletedBy(All)));
    }

    [Fact]
    public void Spec_WithAClassThatIsSilent_StaysAsItIs()
    {
        var spec = new Drive().ParsedSpec;

        Assert.Equal(Text(spec), Text(spec.CompletedBy(new ClassDefaults())));
    }

    [Fact]
    public void Hook_OfAClass_IsNotForAGuestThatDoesNotSupportIt()
    {
        var windows = new Drive { Spec = "guestOS: Windows" }.ParsedSpec.CompletedBy(All);
        var cloudStack = new Drive { Spec = "layouts: [CloudStack]" }.ParsedSpec.CompletedBy(All);

        Assert.Equal((GuestHook.None, GuestHook.None), (windows.EffectiveGuestHook, cloudStack.EffectiveGuestHook));
        Assert.Empty(SpecValidation.Check(windows).Concat(SpecValidation.Check(cloudStack)));
    }

    [Fact]
    public void Ejection_OfAClass_IsNotForADriveThatItsUserWires()
    {
        var completed = new Drive { Spec = "attachment: {mode: Manual}" }.ParsedSpec.CompletedBy(All);

        Assert.Null(completed.Attachment.DetachAfterBoot);
        Assert.Empty(SpecValidation.Check(completed));
    }

    [Fact]
    public void Label_OfAClass_IsNotForADriveThatChoseNoCloud()
    {
        var completed = new Drive { Spec = "layouts: [NoCloud]" }.ParsedSpec.CompletedBy(All);

        Assert.Equal("cidata", new ContentDefaults().LabelOf(completed));
        Assert.Equal("seed", new ContentDefaults().LabelOf(new Drive().ParsedSpec.CompletedBy(new ClassDefaults { Layouts = [Layout.NoCloud], VolumeLabel = "seed" })));
    }

    [Fact]
    public void Defaults_InTheStatus_AreReadAsTheyWereWritten()
    {
        var status = new ConfigDriveStatus { ClassDefaults = All };
        var written = JsonSerializer.SerializeToNode(new V1Alpha1ConfigDrive { Spec = new Drive().ParsedSpec, Status = status }, ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!;

        var read = written.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!;

        Assert.Equal(Text(new Drive().ParsedSpec.CompletedBy(All)), Text(new Drive().ParsedSpec.CompletedBy(read.Status!.ClassDefaults!)));
    }

    private static string Text(ConfigDriveSpec spec) => JsonSerializer.SerializeToNode(spec, ConfigDriveJsonContext.Default.ConfigDriveSpec)!.ToJsonString();
}
