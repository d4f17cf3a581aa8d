namespace ConfigDrive.Operator.Reconciling;

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
