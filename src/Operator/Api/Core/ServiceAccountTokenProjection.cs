namespace ConfigDrive.Operator.Api.Core;

/// <summary>A token of the pod's service account, bound to the pod.</summary>
public sealed record ServiceAccountTokenProjection
{
    /// <summary>For whom it is valid.</summary>
    public string Audience { get => field ?? ""; init; }

    /// <summary>For how long, in seconds; at least 600.</summary>
    public long ExpirationSeconds { get; init; }

    /// <summary>File below the mount.</summary>
    public string Path { get => field ?? ""; init; }
}
