namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>A request in the audit log of the API server.</summary>
/// <param name="Verb">Kubernetes' verb.</param>
/// <param name="Uri">Path and query.</param>
/// <param name="Received">When the API server received it.</param>
internal sealed record AuditedRequest(string Verb, string Uri, DateTimeOffset Received)
{
    /// <summary>Whether it changes something.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch");
}
