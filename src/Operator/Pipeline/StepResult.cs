namespace ConfigDrive.Operator.Pipeline;

/// <summary>
/// One step of the pipeline: idempotent, reads the world, changes at most one thing, and can be cut off at any instant, for the next run
/// finishes it. What a step throws becomes its condition; it catches only what it can say more about.
/// </summary>
internal interface IStep
{
    /// <summary>Type of the condition that tells how the step ended.</summary>
    string Condition { get; }

    /// <summary>Runs the step and leaves what later steps need in <paramref name="context"/>.</summary>
    Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken);

    /// <summary>
    /// What the condition says when an earlier step has ended the run: what can be seen of the world without any request or change;
    /// <c>null</c> leaves the condition as it was.
    /// </summary>
    StepResult? Observe(ReconcileContext context) => null;
}

/// <summary>How a step ended.</summary>
internal enum StepOutcome
{
    /// <summary>Nothing to say: the next step follows, and no condition changes.</summary>
    Skipped,

    /// <summary>The step's condition is true: the next step follows.</summary>
    Satisfied,

    /// <summary>The step's condition is false, and nothing has to be done about it: the next step follows, and Ready does not suffer.</summary>
    Informational,

    /// <summary>Something is missing; a watch wakes the reconciler when it arrives.</summary>
    Waiting,

    /// <summary>Something failed that time may heal: the run is repeated with backoff.</summary>
    Retry,

    /// <summary>Only a change by the user can help.</summary>
    Stalled,

    /// <summary>Somebody else changed an object at the same time: the run is repeated with backoff, and nothing is said.</summary>
    Conflict,
}

/// <summary>How a step ended, with what its condition says. Messages never hold a value of a Secret.</summary>
internal sealed record StepResult
{
    private const int LongestMessage = 1024;

    private StepResult(StepOutcome outcome, string reason, string message) =>
        (Outcome, Reason, Message) = (outcome, reason, message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…");

    /// <summary>The next step follows, and no condition changes.</summary>
    public static StepResult Skipped { get; } = new(StepOutcome.Skipped, "", "");

    /// <summary>How it ended.</summary>
    public StepOutcome Outcome { get; }

    /// <summary>Reason of the condition, UpperCamelCase; empty when the step was skipped.</summary>
    public string Reason { get; }

    /// <summary>Message of the condition: the object or field, what is wrong, what to do. At most 1,024 characters.</summary>
    public string Message { get; }

    /// <summary>Whether the steps after this one run.</summary>
    public bool Continues => Outcome is StepOutcome.Skipped or StepOutcome.Satisfied or StepOutcome.Informational;

    /// <summary>When to look again though no watch may tell of anything; <c>null</c> when a watch will.</summary>
    public TimeSpan? RecheckAfter { get; init; }

    /// <summary>
    /// Whether all goes well and the end is near: then the status is not written at once, for what follows within seconds would only replace it.
    /// </summary>
    public bool IsProgress { get; init; }

    /// <summary>The step's condition is true.</summary>
    public static StepResult Satisfied(string reason, string message) => new(StepOutcome.Satisfied, reason, message);

    /// <summary>The step's condition is false, which hinders nothing: a VirtualMachine that takes the drive at its next start, say.</summary>
    public static StepResult Informational(string reason, string message) => new(StepOutcome.Informational, reason, message);

    /// <summary>Something is missing that a watch will announce.</summary>
    public static StepResult Waiting(string reason, string message) => new(StepOutcome.Waiting, reason, message);

    /// <summary>Something was begun that takes a moment; a watch will announce its end.</summary>
    public static StepResult InProgress(string reason, string message) => Waiting(reason, message) with { IsProgress = true };

    /// <summary>Something failed that time may heal.</summary>
    public static StepResult Retry(string reason, string message) => new(StepOutcome.Retry, reason, message);

    /// <summary>Only a change by the user can help.</summary>
    public static StepResult Stalled(string reason, string message) => new(StepOutcome.Stalled, reason, message);

    /// <summary>Somebody else changed an object at the same time.</summary>
    public static StepResult Conflict(string message) => new(StepOutcome.Conflict, Reasons.Conflict, message);
}
