using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Pipeline;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Tuesday = Monday.AddDays(1);
    private static readonly Conditions None = new([], Generation: 1, Monday);

    [Fact]
    public void Transition_WithAnotherStatus_MovesTheTime()
    {
        var later = None.With("Rendered", isTrue: false, "A", "a") with { Now = Tuesday };

        Assert.Equal(Tuesday, later.With("Rendered", isTrue: true, "B", "b").Find("Rendered")!.LastTransitionTime);
    }

    [Fact]
    public void Transition_WithTheSameStatus_KeepsTheTimeAndTakesTheRest()
    {
        var later = None.With("Rendered", isTrue: false, "A", "a") with { Now = Tuesday, Generation = 2 };

        var condition = later.With("Rendered", isTrue: false, "B", "b").Find("Rendered")!;

        Assert.Equal((Monday, "B", "b", 2), (condition.LastTransitionTime, condition.Reason, condition.Message, condition.ObservedGeneration));
    }

    [Fact]
    public void Summary_OfAnAchievedEnd_IsReadyAlone()
    {
        var conditions = None.Summarize(StepResult.Waiting("SecretNotFound", "…")).Summarize(StepResult.Satisfied("Stored", "done"));

        Assert.Equal("True", conditions.Find("Ready")!.Status);
        Assert.Null(conditions.Find("Reconciling"));
        Assert.Null(conditions.Find("Stalled"));
    }

    [Fact]
    public void Summary_OfAWaitingEnd_IsReconcilingNotStalled()
    {
        var conditions = None.Summarize(StepResult.Stalled("InvalidSpec", "…")).Summarize(StepResult.Waiting("SecretNotFound", "…"));

        Assert.Equal(("False", "SecretNotFound"), (conditions.Find("Ready")!.Status, conditions.Find("Ready")!.Reason));
        Assert.Equal("True", conditions.Find("Reconciling")!.Status);
        Assert.Null(conditions.Find("Stalled"));
    }

    [Fact]
    public void Summary_OfAStalledEnd_IsStalledNotReconciling()
    {
        var conditions = None.Summarize(StepResult.Retry("SecondaryStoreFull", "…")).Summarize(StepResult.Stalled("InvalidSpec", "…"));

        Assert.Equal("True", conditions.Find("Stalled")!.Status);
        Assert.Null(conditions.Find("Reconciling"));
    }
}
