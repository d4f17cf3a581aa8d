using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("How the drive is attached to the VirtualMachine.")]
public sealed record Attachment
{
    [Description("Managed: the operator patches the VirtualMachine. Manual: it fills the claim, and the user wires the VirtualMachine.")]
    [Schema(Default = "\"Managed\"")]
    public AttachmentMode Mode { get; init; }

    [Description("Name of the disk and of the volume in the VirtualMachine.")]
    [Schema(Default = "\"configdrive\"", Pattern = $"^{NamePattern.Label}$", PatternInWords = NamePattern.LabelInWords, MaxLength = 63)]
    public string DiskName { get => field ?? "configdrive"; init; }

    [Description("Bus of the CD-ROM. Default: sata on amd64, scsi on arm64 and s390x.")]
    public DiskBus? Bus { get; init; }

    [Description("Live: change the medium of a running VirtualMachine where KubeVirt can. NextStart: wait for its next start.")]
    [Schema(Default = "\"Live\"")]
    public UpdatePolicy Update { get; init; }

    [Description("Whether to eject the drive once the guest has booted with it, so that ReadWriteOnce storage does not pin the VirtualMachine to its node.")]
    public bool DetachAfterBoot { get; init; }
}
