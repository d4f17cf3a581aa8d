namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>What happens in a world, with a number that the action makes something of.</summary>
internal sealed record Trace(WorldOptions Options, IReadOnlyList<(WorldAction Action, int Number)> Actions)
{
    /// <summary>The traces with something less.</summary>
    public IEnumerable<Trace> Shorter()
    {
        for (var length = Actions.Count / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= Actions.Count; start += length)
            {
                yield return this with { Actions = [.. Actions.Take(start), .. Actions.Skip(start + length)] };
            }
        }
    }

    public override string ToString() => $"{Options}: {string.Join(", ", Actions.Select(told => $"{told.Action} {told.Number}"))}";
}

/// <summary>Something that happens in a <see cref="World"/>.</summary>
internal enum WorldAction
{
    Reconcile,
    ReconcileAndCrash,
    WriteAndCrash,
    ReconcileInConflict,
    ReconcileBehind,
    FinishCopies,
    KubeVirtActs,
    KubeVirtSettles,
    ChangeUserData,
    ResetPassword,
    EditVirtualMachine,
    Start,
    Stop,
    Restart,
    PowerOff,
    ConnectAgent,
    HoldTray,
    ReleaseTray,
    Migrate,
    Drain,
    Sweep,
    Advance,
}
