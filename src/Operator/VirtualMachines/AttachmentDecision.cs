using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What is to be done about the drive of a VirtualMachine, and what its condition then says.</summary>
/// <param name="Result">What the condition says, once the change, if any, is written.</param>
/// <param name="Change">What the template has to say; <c>null</c> when it stays as it is.</param>
internal sealed record AttachmentDecision(StepResult Result, WantedDrive? Change = null)
{
    /// <summary>The template stays; the drive is as it should be.</summary>
    public static AttachmentDecision Done(string reason, string message) => new(StepResult.Achieved(reason, message));

    /// <summary>The template stays; the drive is not in the guest, and need not be.</summary>
    public static AttachmentDecision Note(string reason, string message) => new(StepResult.Noted(reason, message));

    /// <summary>The template stays, until something else has happened.</summary>
    public static AttachmentDecision Wait(string reason, string message, TimeSpan? recheckAfter = null) =>
        new(StepResult.Waiting(reason, message) with { RecheckAfter = recheckAfter });

    /// <summary>The template stays; the user has to change something.</summary>
    public static AttachmentDecision Refuse(string reason, string message) => new(StepResult.Stalled(reason, message));

    /// <summary>The template is changed, now.</summary>
    public AttachmentDecision With(WantedDrive change) => this with { Change = change };

    /// <summary>The same, to be looked at again after a time; <c>null</c> when a watch tells.</summary>
    public AttachmentDecision RecheckAfter(TimeSpan? time) => this with { Result = Result with { RecheckAfter = time } };
}
