namespace ConfigDrive.Operator.Content;

/// <summary>An SSH public key that may log in.</summary>
/// <param name="Name">Name, unique on the drive: the key's comment where that makes a plain name.</param>
/// <param name="Line">The line of <c>authorized_keys</c>, without a line break: options, type, base64 and comment.</param>
internal sealed record PublicKey(string Name, string Line);
