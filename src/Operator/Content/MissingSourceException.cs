namespace ConfigDrive.Operator.Content;

/// <summary>A Secret or ConfigMap that the content needs is not there yet, or lacks a key. Its arrival is worth another try.</summary>
/// <param name="field">Path of the selector in the ConfigDrive, for example <c>spec.userData.secretKeyRef</c>.</param>
/// <param name="source">The object.</param>
/// <param name="key">The key within it.</param>
/// <param name="objectExists">Whether the object exists, so that only the key is missing.</param>
internal sealed class MissingSourceException(string field, SourceObject source, string key, bool objectExists) : Exception(
    objectExists
        ? $"{source.Kind} \"{source.Name}\" has no key \"{key}\" ({field}): add the key, or correct the reference"
        : $"{source.Kind} \"{source.Name}\" does not exist ({field}): create it with the key \"{key}\", or correct the reference")
{
    /// <summary>Path of the selector in the ConfigDrive.</summary>
    public string Field { get; } = field;

    /// <summary>The object.</summary>
    public SourceObject SourceObject { get; } = source;

    /// <summary>The key within the object.</summary>
    public string Key { get; } = key;

    /// <summary>Whether the object exists, so that only the key is missing.</summary>
    public bool ObjectExists { get; } = objectExists;
}
