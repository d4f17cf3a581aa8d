namespace ConfigDrive.Benchmarks.Reporting;

/// <summary>A row of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">The project's figure.</param>
/// <param name="Peer">The figure of what it is compared to, and its name; empty if there is none.</param>
/// <param name="Ratio">How the two relate.</param>
/// <param name="Target">What the project set itself.</param>
/// <param name="IsMet">Whether it got there.</param>
internal sealed record Comparison(string What, string Ours, string Peer, string Ratio, string Target, bool IsMet);
