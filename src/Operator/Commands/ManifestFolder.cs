using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Commands;

/// <summary>
/// The manifests in a folder and those below it: files named .yaml, .yml or .json. Links are followed; what several names lead to, as in a mounted
/// ConfigMap, is read once.
/// </summary>
internal sealed class ManifestFolder
{
    private readonly HashSet<(ulong, ulong)> seen = [];

    /// <summary>The files, in the order of their names.</summary>
    /// <exception cref="InvalidInputException">A link leads in a circle, or something else than a file has the name of a manifest.</exception>
    public static IReadOnlyList<string> Expand(string folder) => [.. new ManifestFolder().FilesIn(folder, []).Order(StringComparer.Ordinal)];

    private IEnumerable<string> FilesIn(string folder, IReadOnlyList<(ulong, ulong)> above)
    {
        IReadOnlyList<(ulong, ulong)> way = [.. above, FileStatus.Of(folder)!.Identity];
        return Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal).SelectMany(path => FileStatus.Of(path) switch
        {
            { Kind: FileKind.Directory, Identity: var identity } when way.Contains(identity) =>
                throw new InvalidInputException($"{path}: the link leads back to a folder above it: remove it, or name the files with -f"),
            { Kind: FileKind.Directory, Identity: var identity } => seen.Add(identity) ? FilesIn(path, way) : [],
            _ when Path.GetExtension(path) is not (".yaml" or ".yml" or ".json") => [],
            { Kind: FileKind.Regular, Identity: var identity } => seen.Add(identity) ? [path] : [],
            null => throw new InvalidInputException($"{path}: the link leads nowhere: remove it, or name the files with -f"),
            _ => throw new InvalidInputException($"{path}: it is not a regular file: remove it, or name the files with -f"),
        });
    }
}
