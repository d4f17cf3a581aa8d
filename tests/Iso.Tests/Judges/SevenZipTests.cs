using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>7-Zip, which reads Joliet as Windows does, and is strict about sizes.</summary>
public sealed class SevenZipTests
{
    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task SevenZip_OfAnyImage_ExtractsTheJolietTree(string tree)
    {
        using var image = new JudgedImage(tree);

        var result = (await Tool.SevenZip.RunAsync("x", "-bd", $"-o{image.Target}", image.Path)).Succeeded();

        Assert.Contains("Everything is Ok", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ERROR", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(image.Contents(IsoNameTree.Joliet).ToDictionary(static file => WithoutLastDot(file.Key), static file => file.Value), image.Extracted());
    }

    // 7-Zip takes a dot at the end of a file's identifier for the separator of ECMA-119 7.5.1, in Joliet as well.
    private static string WithoutLastDot(string path) => path.EndsWith('.') ? path[..^1] : path;
}
