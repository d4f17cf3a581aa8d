namespace ConfigDrive.Operator.Api.Core;

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary>Name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Value.</summary>
    public string Value { get => field ?? ""; init; }
}
