namespace ConfigDrive.Operator.Pipeline;

/// <summary>
/// One step of the pipeline: idempotent, reads the world, changes at most one thing, and can be cut off at any instant, for the next run
/// finishes it.
/// </summary>
internal interface IStep
{
    /// <summary>Type of the condition that tells how the step ended.</summary>
    string Condition { get; }

    /// <summary>Runs the step and leaves what later steps need in <paramref name="run"/>.</summary>
    Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken);
}

/// <summary>How a step ended, with what its condition says. Messages never hold a value of a Secret.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Reason of the condition, UpperCamelCase; empty when the step only passed.</param>
/// <param name="Message">Message of the condition: the object or field, what is wrong, what to do.</param>
internal sealed record StepResult(StepOutcome Outcome, string Reason, string Message)
{
    /// <summary>The next step follows, and no condition changes.</summary>
    public static StepResult Passed { get; } = new(StepOutcome.Passed, "", "");

    /// <summary>Whether the steps after this one run.</summary>
    public bool Continues => Outcome is StepOutcome.Passed or StepOutcome.Achieved or StepOutcome.Noted;

    /// <summary>Whether the step's condition holds.</summary>
    public bool Holds => Outcome is StepOutcome.Achieved;

    /// <summary>When to look again though no watch may tell of anything; <c>null</c> when a watch will.</summary>
    public TimeSpan? RecheckAfter { get; init; }

    /// <summary>
    /// Whether all goes well and the end is near: then the status is not written at once, for what follows within seconds would only replace it.
    /// </summary>
    public bool IsProgress { get; init; }

    /// <summary>The step's condition holds.</summary>
    public static StepResult Achieved(string reason, string message) => new(StepOutcome.Achieved, reason, message);

    /// <summary>The step's condition does not hold, which hinders nothing: a VirtualMachine that takes the drive at its next start, say.</summary>
    public static StepResult Noted(string reason, string message) => new(StepOutcome.Noted, reason, message);

    /// <summary>Something is missing that a watch will announce.</summary>
    public static StepResult Waiting(string reason, string message) => new(StepOutcome.Waiting, reason, message);

    /// <summary>Something was begun that takes a moment; a watch will announce its end.</summary>
    public static StepResult InProgress(string reason, string message) => Waiting(reason, message) with { IsProgress = true };

    /// <summary>Something failed that time may heal.</summary>
    public static StepResult Retry(string reason, string message) => new(StepOutcome.Retry, reason, message);

    /// <summary>Only a change by the user can help.</summary>
    public static StepResult Stalled(string reason, string message) => new(StepOutcome.Stalled, reason, message);
}

/// <summary>How a step of a reconciliation ended.</summary>
internal enum StepOutcome
{
    /// <summary>Nothing to say: the next step follows.</summary>
    Passed,

    /// <summary>The step's condition holds: the next step follows.</summary>
    Achieved,

    /// <summary>The step's condition does not hold, and nothing has to be done about it: the next step follows, and Ready does not suffer.</summary>
    Noted,

    /// <summary>Something is missing; a watch wakes the reconciler when it arrives.</summary>
    Waiting,

    /// <summary>Something failed that time may heal: the run is repeated with backoff.</summary>
    Retry,

    /// <summary>Only a change by the user can help.</summary>
    Stalled,
}
