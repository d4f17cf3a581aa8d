using System.Buffers;
using System.Text;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks what guests need beyond the standards, and what the image as a whole promises.</summary>
internal sealed class ConfigDriveCheck(CheckedImage image, IReadOnlyList<TreeCheck> trees, Findings findings)
{
    private const int PageSize = 4096;

    public void Run()
    {
        var primary = trees.FirstOrDefault(static tree => !tree.Volume.IsJoliet);
        var joliet = trees.FirstOrDefault(static tree => tree.Volume.IsJoliet);
        findings.Require(
            joliet is not null,
            "config drive: names",
            "volume descriptor set",
            "there is no Joliet volume descriptor, so Windows sees the primary names");
        findings.Require(
            image.Length % PageSize == 0,
            "config drive: 4 KiB pages",
            "image",
            $"the length {image.Length} is not a multiple of 4096, which disks with such sectors need (kubevirt/kubevirt#5785)");
        foreach (var tree in trees)
        {
            var volume = tree.Volume;
            findings.Require(
                (long)volume.SpaceSize * CheckedImage.BlockSize == image.Length,
                "config drive: size",
                volume.Where,
                $"the volume has {volume.SpaceSize} blocks, but the image {image.Length / CheckedImage.BlockSize}");
            findings.Require(
                volume.Block == (volume.IsJoliet ? 17 : 16),
                "config drive: descriptors",
                volume.Where,
                $"the descriptor is at block {volume.Block}");
            findings.Require(
                volume.OptionalLPathTable == 0 && volume.OptionalMPathTable == 0,
                "config drive: descriptors",
                volume.Where,
                "there are optional path tables");
        }

        if (primary is not null && joliet is not null)
        {
            Descriptors(primary.Volume, joliet.Volume);
            new TreesAgreeCheck(primary, joliet, findings).Run();
        }

        if (primary is { HasRockRidge: true })
        {
            Links(primary);
        }
    }

    // Blkid merges the two labels and readers differ in which they take, so one must say what the other says.
    private void Descriptors(CheckedVolume primary, CheckedVolume joliet)
    {
        var left = image.Block(primary.Block);
        var right = image.Block(joliet.Block);
        (int First, int Last, string Name)[] texts =
        [
            (9, 40, "system"),
            (41, 72, "volume"),
            (191, 318, "volume set"),
            (319, 446, "publisher"),
            (447, 574, "data preparer"),
            (575, 702, "application"),
            (703, 739, "copyright file"),
            (740, 776, "abstract file"),
            (777, 813, "bibliographic file"),
        ];
        foreach (var (first, last, name) in texts)
        {
            var text = Encoding.Latin1.GetString(left[(first - 1)..last]).TrimEnd(' ');
            var other = Encoding.BigEndianUnicode.GetString(right[(first - 1)..last][..((last - first + 1) & ~1)]).TrimEnd(' ');
            findings.Require(
                text == other,
                "config drive: one label",
                joliet.Where,
                $"the {name} identifier is \"{other}\", but \"{text}\" in the primary descriptor");
        }

        findings.Require(
            left[813..881].SequenceEqual(right[813..881]),
            "config drive: one time",
            joliet.Where,
            "the times are not those of the primary descriptor");
        findings.Require(
            left[813..830].SequenceEqual(left[830..847]),
            "config drive: one time",
            primary.Where,
            "the volume was modified at another time than it was created");
        findings.Require(
            TimeCheck.IsUnspecified(left[847..864]) && TimeCheck.IsUnspecified(left[864..881]),
            "config drive: one time",
            primary.Where,
            "the volume has an expiration or effective time");
        findings.Require(
            TimeCheck.IsLongTime(left[813..830]) && left[827..829].SequenceEqual("00"u8),
            "config drive: one time",
            primary.Where,
            "the volume was created at a fraction of a second");
    }

    private void Links(TreeCheck primary)
    {
        foreach (var directory in primary.Directories)
        {
            var links = directory.Posix?.Attributes?.Links;
            findings.Require(
                links == (uint)directory.Subdirectories + 2,
                "config drive: links",
                $"primary {directory.Path}",
                $"a directory with {directory.Subdirectories} directories in it has {directory.Subdirectories + 2} links, not {links}");
        }

        var serials = primary.Directories.Select(static directory => directory.Posix?.Serial).ToList();
        foreach (var links in primary.Files.Where(static file => file.Posix?.Serial is not null).GroupBy(static file => file.Posix!.Serial))
        {
            var first = links.First();
            serials.Add(links.Key);
            findings.Require(
                links.All(file => file.Length == first.Length && file.Block == first.Block),
                "config drive: serial numbers",
                $"primary {first.Path}",
                $"files of different content have the serial number {links.Key}");
            findings.Require(
                links.All(file => file.Posix?.Attributes?.Links == (uint)links.Count()),
                "config drive: links",
                $"primary {first.Path}",
                $"{links.Count()} files have the serial number {links.Key}, but the number of links is {first.Posix?.Attributes?.Links}");
        }

        findings.Require(
            serials.Distinct().Count() == serials.Count,
            "config drive: serial numbers",
            "primary tree",
            "a directory has the serial number of another directory or of a file");
    }
}

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
