using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Importing;

namespace ConfigDrive.Operator.Commands;

/// <summary>The files in a folder and those below it, as those of a drive. Links are not followed: in a folder of somebody else they may lead anywhere.</summary>
internal static class SourceFolder
{
    private const int MostFiles = 10_000;

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, MaxRecursionDepth = 16 };

    /// <exception cref="UnreadableDriveException">It has more files than a config drive.</exception>
    public static SourceDrive Open(string folder)
    {
        var paths = Directory.EnumerateFiles(folder, "*", All).Where(path => FileStatus.WithoutFollowing(path) is { Kind: FileKind.Regular }).Take(MostFiles + 1).ToList();
        return paths.Count <= MostFiles
            ? new SourceDrive(label: null, paths.ToDictionary(
                path => Path.GetRelativePath(folder, path),
                path => new SourceFile(new FileInfo(path).Length, () => File.ReadAllBytes(path)),
                StringComparer.Ordinal))
            : throw new UnreadableDriveException($"it has more than {MostFiles} files: name the folder of one drive");
    }
}
