namespace ConfigDrive.Operator.Api.Core;

/// <summary>A taint that a pod bears.</summary>
public sealed record Toleration
{
    /// <summary>Key of the taint; absent for all.</summary>
    public string? Key { get; init; }

    /// <summary><c>Exists</c> or <c>Equal</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>Value of the taint.</summary>
    public string? Value { get; init; }

    /// <summary>Effect of the taint; absent for all.</summary>
    public string? Effect { get; init; }

    /// <summary>For how long a NoExecute taint is borne.</summary>
    public long? TolerationSeconds { get; init; }
}
