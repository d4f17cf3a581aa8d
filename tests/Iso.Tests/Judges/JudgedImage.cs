using System.Globalization;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Properties;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>An image of ours in a file, for a tool that we did not write to read, and what we expect it to find.</summary>
internal sealed class JudgedImage : IDisposable
{
    /// <summary>What every judged image has for the application's own use: no judge may mind.</summary>
    public const string ApplicationUse = "k3f7q2m5xa";

    private const string Generated = "generated ";

    private readonly TemporaryDirectory directory = new();

    public JudgedImage(string tree)
    {
        Files = tree.StartsWith(Generated, StringComparison.Ordinal)
            ? AnyTree.Sample(ulong.Parse(tree[Generated.Length..], CultureInfo.InvariantCulture))
            : Trees.All[tree]();
        Path = directory.WriteImage(Trees.Image(Files).WithApplicationUse(ApplicationUse));
        Target = directory.File("extracted");
        Directory.CreateDirectory(Target);
    }

    /// <summary>The trees to judge: all that have a name, and some that were generated.</summary>
    public static TheoryData<string> Names => [.. Trees.All.Keys, .. Enumerable.Range(1, 6).Select(static seed => $"{Generated}{seed}")];

    public IReadOnlyList<IsoFile> Files { get; }

    /// <summary>The path of the image.</summary>
    public string Path { get; }

    /// <summary>An empty directory to extract to.</summary>
    public string Target { get; }

    /// <summary>The contents of the files by their path in one of the trees, as the image records it.</summary>
    public Dictionary<string, string> Contents(IsoNameTree tree)
    {
        var reader = Read();
        return reader.ReadTree(tree)
            .Where(static entry => entry.Kind == IsoEntryKind.File)
            .ToDictionary(static entry => entry.Path, entry => Convert.ToHexString(reader.ReadFile(entry)), StringComparer.Ordinal);
    }

    /// <summary>The contents of the files by the path that was given for them.</summary>
    public Dictionary<string, string> Contents() =>
        Files.ToDictionary(static file => file.Path, static file => Convert.ToHexString(file.Content.Bytes.Span), StringComparer.Ordinal);

    /// <summary>The contents of what a tool has extracted.</summary>
    public Dictionary<string, string> Extracted() => Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories).ToDictionary(
        path => System.IO.Path.GetRelativePath(Target, path),
        static path => Convert.ToHexString(File.ReadAllBytes(path)),
        StringComparer.Ordinal);

    public IsoReader Read() => IsoReader.Open(File.ReadAllBytes(Path));

    public void Dispose() => directory.Dispose();
}
