using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What there is to say about a VirtualMachine that its user wires: it is never changed.</summary>
internal static class ManualAttachment
{
    public static Decision Decide(AttachmentInputs inputs)
    {
        var claim = inputs.Primary.ClaimName;
        if (inputs.Template.ClaimName != claim)
        {
            return Decision.Note(
                Reasons.NotWired,
                $"""Claim "{claim}" holds revision {inputs.Primary.Revision}: name it in volume "{inputs.Attachment.DiskName}" of the VirtualMachine (spec.attachment.mode: Manual)""");
        }

        return inputs.Drive switch
        {
            { IsLive: true, AttachedClaim: { } attached } when attached == claim => Decision.Done(
                Reasons.Attached, $"""Claim "{claim}" is in the drive: {GuestEffect.Of(inputs.Spec, inputs.BootClaim == claim)}"""),
            { IsLive: true, HasDrive: true } => MediumProgress.Of(inputs, claim),
            _ => Decision.Note(Reasons.TakesEffectAtNextStart, $"The next start of the VirtualMachine has revision {inputs.Primary.Revision} in the drive"),
        };
    }
}
