namespace ConfigDrive.Operator.Reconciling;

/// <summary>How the library is audited.</summary>
/// <param name="Interval">How often.</param>
/// <param name="Namespace">The one namespace whose files are looked at; <c>null</c> for all.</param>
internal sealed record LibraryAuditSettings(TimeSpan Interval, string? Namespace);
