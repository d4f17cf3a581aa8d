namespace ConfigDrive.Operator.Steps;

/// <summary>How a run of steps ended.</summary>
/// <param name="Last">How the step ended that ended the run, or the last that had something to say.</param>
/// <param name="RecheckAfter">When to run again if no watch triggers a run before; <c>null</c> when a watch will.</param>
internal sealed record LoopEnd(StepResult Last, TimeSpan? RecheckAfter);

/// <summary>Runs steps in order until one ends the run, and records in the conditions how each ended.</summary>
internal sealed partial class StepLoop(IReadOnlyList<IStep> steps, ILogger logger, TimeProvider time)
{
    /// <summary>
    /// Runs the steps. What one throws becomes its result (<see cref="StepFailure"/>). When one ends the run, the conditions of the steps after it say
    /// what can still be observed (<see cref="IStep.Observe"/>); its own condition says how it ended.
    /// </summary>
    /// <returns>The end; the status in <paramref name="context"/> has the conditions that follow from it.</returns>
    public async Task<LoopEnd> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var last = StepResult.Skipped;
        TimeSpan? recheck = null;
        var results = new Dictionary<string, StepResult>();
        string? ending = null;
        foreach (var step in steps)
        {
            var result = ending is null ? await TryAsync(step, context, cancellationToken)
                : step.Condition == ending ? StepResult.Skipped
                : step.Observe(context) ?? StepResult.Skipped;
            if (result.Outcome is not StepOutcome.Skipped)
            {
                results[step.Condition] = result;
                Log.Ended(logger, step.GetType().Name, result.Outcome, result.Reason, result.Message);
            }

            if (ending is null)
            {
                last = result.Outcome is StepOutcome.Skipped ? last : result;
                recheck = Earlier(recheck, result.RecheckAfter);
                ending = result is { Continues: true, EndsRun: false } ? null : step.Condition;
            }
        }

        var conditions = new Conditions(context.Status.Conditions, context.Drive.Metadata.Generation, time.GetUtcNow());
        conditions = results.Aggregate(conditions, (set, result) => set.With(result.Key, result.Value));
        context.Status = context.Status with { Conditions = conditions.Summarize(last).Items };
        return new LoopEnd(last, recheck);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private async Task<StepResult> TryAsync(IStep step, ReconcileContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await step.RunAsync(context, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a step throws becomes its condition.
        catch (Exception exception) when (StepFailure.Covers(exception, cancellationToken))
#pragma warning restore CA1031
        {
            var result = StepFailure.Explain(exception);
            if (StepFailure.IsInternal(result) && !IsKnown(context, step, result))
            {
                Log.Failed(logger, step.GetType().Name, context.Drive.Metadata.Namespace, context.Drive.Metadata.Name, exception);
            }

            return result;
        }
    }

    // A lasting failure is retried with backoff; its trace is logged the first time.
    private static bool IsKnown(ReconcileContext context, IStep step, StepResult result) => context.Status.Conditions.Any(
        condition => condition.Type == step.Condition && condition.Reason == result.Reason && condition.Message == result.Message);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Step}: {Outcome} {Reason}: {Message}")]
        public static partial void Ended(ILogger logger, string step, StepOutcome outcome, string reason, string message);

        [LoggerMessage(2, LogLevel.Error, "{Step} of ConfigDrive {Namespace}/{Name} failed")]
        public static partial void Failed(ILogger logger, string step, string? @namespace, string? name, Exception exception);
    }
}
