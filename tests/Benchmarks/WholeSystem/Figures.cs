namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>What was measured of one program.</summary>
internal sealed record Figures
{
    /// <summary>From the first creation of a ConfigDrive to the last one's being ready.</summary>
    public required TimeSpan Create { get; init; }

    /// <summary>Processor time of that.</summary>
    public required TimeSpan CreateProcessorTime { get; init; }

    /// <summary>From the change of a Secret to the new file, one after the other, the shortest first.</summary>
    public required IReadOnlyList<TimeSpan> SecretChanges { get; init; }

    /// <summary>From the start of a second process to its rest.</summary>
    public required TimeSpan Restart { get; init; }

    /// <summary>The requests of that second process.</summary>
    public required IReadOnlyList<AuditedRequest> RestartRequests { get; init; }

    /// <summary>From its start to the first of them.</summary>
    public required TimeSpan FirstRequest { get; init; }

    /// <summary>Its resident memory at rest, in bytes.</summary>
    public required long Resident { get; init; }

    /// <summary>The share of a processor that it uses at rest.</summary>
    public required double Idle { get; init; }
}
