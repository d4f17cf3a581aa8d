using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Iso.Tests.Properties;

/// <summary>Generates trees that an image can hold, of names that are likely to clash, to be cut, or to be ordered wrongly.</summary>
internal static class AnyTree
{
    private const int MaximumDirectories = 7;
    // The limit is 240, but a name that clashes grows by a number of three digits, on each of eight levels.
    private const int MaximumJolietPath = 240 - (8 * 3 * 2);

    private static readonly Gen<string> LikelyName = Gen.Elements(
        "a", "A", "b", "a.txt", "A.TXT", "a-b.txt", "a_b.txt", "a b.txt", "a.b.txt", "a.", "a..", ".a", "-", "_", "user_data", "user-data", "meta_data.json", "é", "É", "e\u0301", "界", "🗝", "a;1", "a:b", "001", "a001.txt");

    private static readonly Gen<char> Character = Gen.Frequency(
        (8, Gen.Elements("abcxyzABCXYZ0123456789".ToCharArray())),
        (3, Gen.Elements(".-_".ToCharArray())),
        (1, Gen.Elements(" ~+!#$%&'()*,:;<=>?@[\\]^`{|}\"".ToCharArray())),
        (1, Gen.Elements("éÉßжЖ界\uFFFD\u00A0ſK".ToCharArray())));

    private static readonly Gen<string> RandomName =
        from length in Gen.Frequency((6, Gen.Choose(1, 12)), (2, Gen.Choose(28, 34)), (1, Gen.Choose(60, 70)), (1, Gen.Choose(100, 125)))
        from characters in Gen.ArrayOf(Character, length)
        select new string(characters);

    private static readonly Gen<string> Name = Gen.OneOf(LikelyName, RandomName).Where(static name => name is not ("." or ".."));

    private static readonly Gen<string> Path =
        from depth in Gen.Frequency((4, Gen.Choose(1, 2)), (2, Gen.Choose(3, 4)), (1, Gen.Choose(5, MaximumDirectories + 1)))
        from names in Gen.ArrayOf(Name, depth)
        select string.Join('/', names);

    private static readonly Gen<IsoContent> Content =
        from size in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 40)), (1, Gen.Choose(2040, 2056)), (1, Gen.Choose(1, 20_000)))
        from seed in Gen.Choose(0, int.MaxValue)
        select IsoContent.FromBytes(Bytes(size, seed));

    private static readonly Gen<IReadOnlyList<IsoFile>> Files =
        from paths in Gen.Frequency((6, Gen.ListOf(Path)), (1, Gen.ListOf(Path, 80)), (1, Gen.ListOf(Name, 120)))
        from contents in Gen.NonEmptyListOf(Content)
        from choices in Gen.ListOf(Gen.Choose(0, contents.Count - 1), paths.Count)
        select (IReadOnlyList<IsoFile>)Sound(paths.Zip(choices, (path, choice) => new IsoFile(path, contents[choice])));

    public static Arbitrary<IReadOnlyList<IsoFile>> Arbitrary { get; } = Arb.From(Files, Shrink);

    /// <summary>The tree that a seed makes, always the same.</summary>
    public static IReadOnlyList<IsoFile> Sample(ulong seed) => [.. Files.Sample(60, new Rnd(seed, 1), 1).First().Where(static file => !file.Path.Contains((char)0x301, StringComparison.Ordinal))];

    private static IEnumerable<IReadOnlyList<IsoFile>> Shrink(IReadOnlyList<IsoFile> files)
    {
        for (var part = files.Count / 2; part > 0; part /= 2)
        {
            for (var start = 0; start < files.Count; start += part)
            {
                yield return [.. files.Take(start), .. files.Skip(start + part)];
            }
        }
    }

    /// <summary>Leaves out what an image refuses: paths given twice, files that are directories as well, and paths too long for Joliet.</summary>
    private static List<IsoFile> Sound(IEnumerable<IsoFile> files)
    {
        var chosen = new Dictionary<string, IsoFile>(StringComparer.Ordinal);
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var above = Directories(file.Path).ToList();
            if (!chosen.ContainsKey(file.Path) && !directories.Contains(file.Path) && !above.Exists(chosen.ContainsKey) && file.Path.Split('/').Sum(name => (2 * Math.Min(name.Length, 64)) + 1) <= MaximumJolietPath)
            {
                chosen.Add(file.Path, file);
                directories.UnionWith(above);
            }
        }

        return [.. chosen.Values];
    }

    private static IEnumerable<string> Directories(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static byte[] Bytes(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
