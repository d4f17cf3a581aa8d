using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class StepLoopTests
{
    private readonly RecordedLog log = new();
    private readonly ReconcileContext context = new(FilledCaches.Drive("web"));

    [Fact]
    public async Task Step_ThatThrows_EndsTheRunWithItsCondition_AndLaterStepsAreOnlyObserved()
    {
        var seen = StepResult.Satisfied("Seen", "as it is");
        var later = new ScriptedStep(ConditionTypes.Attached, () => StepResult.Satisfied("Done", "done"), seen);
        var end = await RunAsync(
            new ScriptedStep(ConditionTypes.Rendered, () => StepResult.Satisfied("Rendered", "done")),
            new ScriptedStep(ConditionTypes.StoredOnSecondary, () => throw new TimeoutException("no answer")),
            later,
            new ScriptedStep(ConditionTypes.MigrationReady, () => StepResult.Satisfied("Done", "done")));

        Assert.Equal((StepOutcome.Retry, Reasons.RequestFailed), (end.Last.Outcome, end.Last.Reason));
        Assert.Equal(0, later.Runs);
        Assert.Equal(
            [
                "Rendered True Rendered", "StoredOnSecondary False RequestFailed", "Attached True Seen",
                "Ready False RequestFailed", "Reconciling True RequestFailed",
            ],
            context.Status.Conditions.Select(condition => $"{condition.Type} {condition.Status} {condition.Reason}"));
    }

    [Fact]
    public async Task Step_ThatIsContentButEndsTheRun_KeepsTheDriveReady_AndLaterStepsAreOnlyObserved()
    {
        var later = new ScriptedStep(ConditionTypes.Attached, () => StepResult.Satisfied("Done", "done"), StepResult.Satisfied("Seen", "as it is"));

        await RunAsync(new ScriptedStep(ConditionTypes.Rendered, () => StepResult.Satisfied("Later", "later") with { EndsRun = true }), later);

        Assert.Equal(0, later.Runs);
        Assert.Equal(["Rendered True Later", "Attached True Seen", "Ready True Succeeded"], context.Status.Conditions.Select(condition => $"{condition.Type} {condition.Status} {condition.Reason}"));
    }

    [Fact]
    public async Task Step_ThatEndsTheRun_KeepsItsConditionFromWhatALaterStepOfTheSameConditionSees()
    {
        await RunAsync(
            new ScriptedStep(ConditionTypes.Attached, () => StepResult.Retry(Reasons.VirtualMachineRefused, "no")),
            new ScriptedStep(ConditionTypes.Attached, () => StepResult.Skipped, StepResult.Satisfied("Seen", "as it is")));

        Assert.Equal(Reasons.VirtualMachineRefused, Find(ConditionTypes.Attached).Reason);
    }

    [Fact]
    public async Task Fault_OfTheProgramThatStays_IsLoggedWithItsTraceOnce()
    {
        var step = new ScriptedStep(ConditionTypes.Attached, () => throw new InvalidOperationException());

        await RunAsync(step);
        await RunAsync(step);

        Assert.Single(log.Entries, entry => entry.Level is LogLevel.Error);
    }

    [Fact]
    public async Task Message_OfAnEnd_IsCutAt1024Characters()
    {
        await RunAsync(new ScriptedStep(ConditionTypes.Rendered, () => StepResult.Stalled("TooLong", new string('x', 5000))));

        Assert.Equal(new string('x', 1023) + "…", Find(ConditionTypes.Rendered).Message);
    }

    [Theory]
    [InlineData(5, 3, null, 3)]
    [InlineData(3, 5, null, 3)]
    [InlineData(null, 5, null, 5)]
    [InlineData(null, null, 7, 7)]
    [InlineData(null, null, null, null)]
    public async Task Recheck_OfSeveralSteps_IsTheEarliest(int? first, int? second, int? third, int? expected)
    {
        var end = await RunAsync(Step(first), Step(second), Step(third));

        Assert.Equal(expected, end.RecheckAfter?.TotalSeconds);

        static ScriptedStep Step(int? seconds) => new(
            ConditionTypes.Rendered, () => StepResult.Skipped with { RecheckAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null });
    }

    [Fact]
    public async Task End_OfEachStep_IsLoggedForThoseWhoLookClosely_AndAFaultOfTheProgramWithItsTrace()
    {
        await RunAsync(
            new ScriptedStep(ConditionTypes.Rendered, () => StepResult.Satisfied("Rendered", "done")),
            new ScriptedStep(ConditionTypes.Attached, () => throw new InvalidOperationException()));

        Assert.Equal(
            ["ScriptedStep: Satisfied Rendered: done", $"ScriptedStep: Retry InternalError: {Find(ConditionTypes.Attached).Message}"],
            log.At(LogLevel.Debug));
        Assert.IsType<InvalidOperationException>(Assert.Single(log.Entries, entry => entry.Level is LogLevel.Error).Exception);
    }

    [Fact]
    public async Task Step_CutOffByTheEndOfTheProcess_SaysNothing()
    {
        var step = new ScriptedStep(ConditionTypes.Rendered, () => throw new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(() => RunUntilAsync(new CancellationToken(canceled: true), step));

        Assert.Empty(context.Status.Conditions);
    }

    private Task<LoopEnd> RunAsync(params IReadOnlyList<IStep> steps) => RunUntilAsync(TestContext.Current.CancellationToken, steps);

    private Task<LoopEnd> RunUntilAsync(CancellationToken cancellationToken, params IReadOnlyList<IStep> steps) =>
        new StepLoop(steps, log, new VirtualClock()).RunAsync(context, cancellationToken);

    private V1Condition Find(string type) => context.Status.Conditions.Single(condition => condition.Type == type);
}
