namespace ConfigDrive.Operator.Content;

/// <summary>Kinds of objects that a <c>Source</c> can name.</summary>
internal enum SourceKind
{
    /// <summary>A Secret of the core API.</summary>
    Secret,

    /// <summary>A ConfigMap of the core API.</summary>
    ConfigMap,
}
