using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>bsdtar of libarchive, by which cloudbase-init reads config drives, in its three views of names.</summary>
public sealed class BsdtarTests
{
    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Bsdtar_ReadingRockRidge_ExtractsWhatWasGiven(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "iso9660:rockridge");

        Assert.Equal(image.Contents(), image.Extracted());
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Bsdtar_ReadingJoliet_ExtractsTheJolietTree(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "iso9660:!rockridge");

        Assert.Equal(image.Contents(IsoNameTree.Joliet), image.Extracted());
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Bsdtar_ReadingThePrimaryTree_ExtractsEveryFile(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "iso9660:!rockridge,iso9660:!joliet");

        Assert.Equal(image.Contents(IsoNameTree.Primary), image.Extracted());
    }

    private static async Task ExtractAsync(JudgedImage image, string options)
    {
        var result = (await Tool.Bsdtar.RunAsync("--options", options, "-xf", image.Path, "-C", image.Target)).Succeeded();

        Assert.Equal("", result.Error);
    }
}
