namespace ConfigDrive.Operator.Api.Core;

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalObjectReference
{
    /// <summary>Name.</summary>
    public string Name { get => field ?? ""; init; }
}
