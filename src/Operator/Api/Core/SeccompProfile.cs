namespace ConfigDrive.Operator.Api.Core;

/// <summary>System calls that are allowed.</summary>
public sealed record SeccompProfile
{
    /// <summary><c>RuntimeDefault</c>, say.</summary>
    public string Type { get => field ?? ""; init; }
}
