namespace ConfigDrive.Operator.Content;

/// <summary>A Secret or ConfigMap that a ConfigDrive names; it lies in the ConfigDrive's own namespace.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Name">Name of the object.</param>
internal readonly record struct SourceObject(SourceKind Kind, string Name);
