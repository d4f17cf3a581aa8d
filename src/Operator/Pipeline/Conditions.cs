namespace ConfigDrive.Operator.Pipeline;

/// <summary>
/// The conditions of a status: an immutable set by type that keeps <c>lastTransitionTime</c> while a status stays the same
/// (k8s.io/apimachinery, pkg/api/meta/conditions.go, SetStatusCondition).
/// </summary>
/// <param name="Items">The conditions, one for each type.</param>
/// <param name="Generation">Generation of the spec that new conditions are about.</param>
/// <param name="Now">Time of a transition.</param>
internal sealed record Conditions(IReadOnlyList<V1Condition> Items, long? Generation, DateTimeOffset Now)
{
    public V1Condition? Find(string type) => Items.FirstOrDefault(condition => condition.Type == type);

    public Conditions With(string type, StepResult result) => With(type, result.Outcome is StepOutcome.Satisfied, result.Reason, result.Message);

    /// <summary>The set with one condition added or replaced.</summary>
    public Conditions With(string type, bool isTrue, string reason, string message)
    {
        var former = Find(type);
        var status = isTrue ? "True" : "False";
        var condition = new V1Condition
        {
            Type = type,
            Status = status,
            ObservedGeneration = Generation,
            LastTransitionTime = former?.Status == status ? former.LastTransitionTime : Now,
            Reason = reason,
            Message = message,
        };
        return former is null
            ? this with { Items = [.. Items, condition] }
            : this with { Items = [.. Items.Select(item => item.Type == type ? condition : item)] };
    }

    public Conditions Without(string type) => this with { Items = [.. Items.Where(condition => condition.Type != type)] };

    /// <summary>The set with <c>Ready</c>, <c>Reconciling</c> and <c>Stalled</c> according to the last step (kstatus).</summary>
    public Conditions Summarize(StepResult end) => end.Outcome switch
    {
        StepOutcome.Skipped or StepOutcome.Satisfied or StepOutcome.Informational => With(ConditionTypes.Ready, isTrue: true, Reasons.Succeeded, end.Message)
            .Without(ConditionTypes.Reconciling).Without(ConditionTypes.Stalled),
        StepOutcome.Stalled => With(ConditionTypes.Ready, isTrue: false, end.Reason, end.Message)
            .Without(ConditionTypes.Reconciling).With(ConditionTypes.Stalled, isTrue: true, end.Reason, end.Message),
        _ => With(ConditionTypes.Ready, isTrue: false, end.Reason, end.Message)
            .With(ConditionTypes.Reconciling, isTrue: true, end.Reason, end.Message).Without(ConditionTypes.Stalled),
    };
}

/// <summary>
/// Types of the conditions in a ConfigDrive's status. <see cref="Ready"/>, <see cref="Reconciling"/> and <see cref="Stalled"/> follow
/// kstatus (sigs.k8s.io/cli-utils, pkg/kstatus): the last two are absent while all is well.
/// </summary>
internal static class ConditionTypes
{
    /// <summary>Whether everything is as wanted.</summary>
    public const string Ready = "Ready";

    /// <summary>Present while the operator works or waits for something.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Present when only a change by the user can help.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Present while the user has suspended the ConfigDrive.</summary>
    public const string Suspended = "Suspended";

    /// <summary>Whether the inputs could be read and rendered as an image.</summary>
    public const string Rendered = "Rendered";

    /// <summary>Whether the image is in the library.</summary>
    public const string StoredOnSecondary = "StoredOnSecondary";

    /// <summary>Whether the guest has the drive.</summary>
    public const string Attached = "Attached";

    /// <summary>Whether the drive can move to another node.</summary>
    public const string MigrationReady = "MigrationReady";

    /// <summary>Whether the image is on a claim.</summary>
    public const string CopiedToPrimary = "CopiedToPrimary";

    /// <summary>Those of a ConfigDrive whose VirtualMachine does not exist.</summary>
    public static IReadOnlyList<string> WithoutVirtualMachine { get; } = [Ready, Reconciling, Stalled, Rendered];
}
