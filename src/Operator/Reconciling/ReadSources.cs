using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>What was read from the API server for one image.</summary>
/// <param name="Contents">Data of the Secrets and ConfigMaps that the ConfigDrive names.</param>
/// <param name="NamespaceUid">UID of the namespace; <c>null</c> unless the drive shows it.</param>
/// <param name="Versions">Which version of each was read, in the order in which the spec names them.</param>
internal sealed record ReadSources(SourceContents Contents, string? NamespaceUid, IReadOnlyList<SourceVersion> Versions);
