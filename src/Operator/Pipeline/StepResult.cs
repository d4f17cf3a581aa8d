namespace ConfigDrive.Operator.Pipeline;

/// <summary>
/// One step of the pipeline: idempotent, changes at most one thing, and can be interrupted at any point, because the next run finishes it. What a step
/// throws becomes its condition; it catches only what it can say more about.
/// </summary>
internal interface IStep
{
    /// <summary>Type of the condition that says how the step ended.</summary>
    string Condition { get; }

    /// <summary>Runs the step and leaves what later steps need in <paramref name="context"/>.</summary>
    Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken);

    /// <summary>
    /// What the condition says when an earlier step has ended the run, as far as the caches show, without any request or change; <c>null</c> leaves
    /// the condition as it was.
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

    /// <summary>The step's condition is false, which needs no action: the next step follows, and Ready may be true.</summary>
    Informational,

    /// <summary>Something is missing; a watch triggers the next run when it arrives.</summary>
    Waiting,

    /// <summary>A failure that may be temporary: the run is repeated with backoff.</summary>
    Retry,

    /// <summary>Only a change by the user can help.</summary>
    Stalled,

    /// <summary>Somebody else changed an object at the same time: the run is repeated with backoff, and no condition changes.</summary>
    Conflict,
}

/// <summary>How a step ended, with what its condition says. Messages never contain a value of a Secret.</summary>
internal sealed record StepResult
{
    private const int LongestMessage = 1024;

    private StepResult(StepOutcome outcome, string reason, string message) =>
        (Outcome, Reason, Message) = (outcome, reason, message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…");

    public static StepResult Skipped { get; } = new(StepOutcome.Skipped, "", "");

    public StepOutcome Outcome { get; }

    /// <summary>Reason of the condition; empty when the step was skipped.</summary>
    public string Reason { get; }

    /// <summary>Message of the condition: the object or field, what is wrong, what to do. At most 1,024 characters.</summary>
    public string Message { get; }

    public bool Continues => Outcome is StepOutcome.Skipped or StepOutcome.Satisfied or StepOutcome.Informational;

    /// <summary>When to run again if no watch triggers a run before; <c>null</c> when a watch will.</summary>
    public TimeSpan? RecheckAfter { get; init; }

    /// <summary>Whether the run ends here although nothing is wrong: everything that later steps are about stays as it is.</summary>
    public bool EndsRun { get; init; }

    /// <summary>
    /// Whether the next result is expected within seconds: then the status is not written yet, because that would only be replaced.
    /// </summary>
    public bool IsProgress { get; init; }

    public static StepResult Satisfied(string reason, string message) => new(StepOutcome.Satisfied, reason, message);
    public static StepResult Informational(string reason, string message) => new(StepOutcome.Informational, reason, message);
    public static StepResult Waiting(string reason, string message) => new(StepOutcome.Waiting, reason, message);
    public static StepResult Retry(string reason, string message) => new(StepOutcome.Retry, reason, message);
    public static StepResult Stalled(string reason, string message) => new(StepOutcome.Stalled, reason, message);
    public static StepResult Conflict(string message) => new(StepOutcome.Conflict, Reasons.Conflict, message);

    /// <summary>Waiting for something that takes seconds, whose end a watch will show.</summary>
    public static StepResult InProgress(string reason, string message) => Waiting(reason, message) with { IsProgress = true };
}
