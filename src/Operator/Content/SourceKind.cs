namespace ConfigDrive.Operator.Content;

/// <summary>Kinds of objects that a <c>Source</c> can name.</summary>
public enum SourceKind
{
    /// <summary>A Secret of the core API.</summary>
    Secret,

    /// <summary>A ConfigMap of the core API.</summary>
    ConfigMap,
}
