namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>KubeVirt's settings for developers.</summary>
public sealed record DeveloperConfiguration
{
    /// <summary>Feature gates that are on.</summary>
    public IReadOnlyList<string> FeatureGates { get => field ?? []; init; }

    /// <summary>Feature gates that are off although they are on by default (since 1.8).</summary>
    public IReadOnlyList<string> DisabledFeatureGates { get => field ?? []; init; }
}
