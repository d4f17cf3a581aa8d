namespace ConfigDrive.Operator.Content;

/// <summary>A file that the guest's agent writes into the guest.</summary>
/// <param name="Path">Absolute path in the guest.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record InjectedFile(string Path, ReadOnlyMemory<byte> Content);
