using System.Buffers;

namespace ConfigDrive.Iso.Checking;

/// <summary>
/// Checks that guests see the same files by whichever tree they look: as many directories and files, the same contents, and, where the
/// primary or the Joliet tree can hold a Rock Ridge path as it is, the same path to it.
/// </summary>
internal sealed class TreesAgreeCheck
{
    private const string Rule = "config drive: trees agree";

    private static readonly SearchValues<char> Portable =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly TreeCheck primary;
    private readonly TreeCheck joliet;
    private readonly Findings findings;
    private readonly Dictionary<string, int> folded;

    public TreesAgreeCheck(TreeCheck primary, TreeCheck joliet, Findings findings)
    {
        this.primary = primary;
        this.joliet = joliet;
        this.findings = findings;

        // Names that differ in case alone cannot all stay as they are.
        folded = primary.Directories.Select(static directory => directory.PosixPath)
            .Concat(primary.Files.Select(static file => file.PosixPath))
            .CountBy(static path => Fold(path ?? ""), StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
    }

    public void Run()
    {
        findings.Require(
            primary.Directories.Count == joliet.Directories.Count,
            Rule,
            "trees",
            $"the primary tree has {primary.Directories.Count} directories, the Joliet tree {joliet.Directories.Count}");
        findings.Require(
            Contents(primary).SequenceEqual(Contents(joliet)),
            Rule,
            "trees",
            "the files of the primary and of the Joliet tree do not have the same extents");
        if (primary.HasRockRidge)
        {
            Paths();
        }
    }

    private void Paths()
    {
        var byPath = joliet.Files.ToLookup(static file => file.Path, StringComparer.Ordinal);
        foreach (var file in primary.Files)
        {
            if (file.PosixPath is not { } path || !IsAlone(path))
            {
                continue;
            }

            var names = path[1..].Split('/');
            findings.Require(
                file.Path == path || !Array.TrueForAll(names, FitsPrimary),
                Rule,
                $"primary {file.Path}",
                $"the Rock Ridge path {path} could be kept in the primary tree");
            findings.Require(
                byPath[path].Any(twin => twin.Block == file.Block && twin.Length == file.Length) || !Array.TrueForAll(names, FitsJoliet),
                Rule,
                $"primary {file.Path}",
                $"the Joliet tree has not the same file at {path}");
        }
    }

    // Whether no part of a path has to give way to another name.
    private bool IsAlone(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (folded.GetValueOrDefault(Fold(path[..end])) > 1)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<(uint, uint)> Contents(TreeCheck tree) =>
        tree.Files.Select(static file => (file.Block, file.Length)).Order();

    private static string Fold(string path) => path.ToUpperInvariant().TrimEnd('.');

    // A file's identifier has a dot, even if its name has none.
    private static bool FitsPrimary(string name) =>
        name.Length + (name.Contains('.', StringComparison.Ordinal) ? 0 : 1) <= 31
        && !name.EndsWith('.')
        && !name.AsSpan().ContainsAnyExcept(Portable);

    private static bool FitsJoliet(string name) =>
        name.Length is > 0 and <= 64
        && name[^1] is not ('.' or ' ')
        && !name.Any(static c => c < 0x20 || char.IsSurrogate(c) || "*/:;?\\".Contains(c, StringComparison.Ordinal));
}
