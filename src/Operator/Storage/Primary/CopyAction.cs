using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>The next thing to do.</summary>
/// <param name="Verb">What.</param>
internal sealed record CopyAction(CopyVerb Verb)
{
    /// <summary>How the step ends, where the action ends it.</summary>
    public StepResult? Result { get; private init; }

    /// <summary>The claim to act on.</summary>
    public V1PersistentVolumeClaim? Claim { get; private init; }

    /// <summary>The pod to act on.</summary>
    public V1Pod? Pod { get; private init; }

    public static CopyAction Stop(StepResult result) => new(CopyVerb.Stop) { Result = result };

    public static CopyAction HeldUp(V1Pod pod, StepResult result) => new(CopyVerb.HeldUp) { Pod = pod, Result = result };

    public static CopyAction On(CopyVerb verb, V1PersistentVolumeClaim claim) => new(verb) { Claim = claim };

    public static CopyAction On(CopyVerb verb, V1Pod pod) => new(verb) { Pod = pod };
}
