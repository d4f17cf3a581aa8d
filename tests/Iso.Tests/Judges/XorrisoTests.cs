using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>xorriso, the reference for writers, in its three read modes, with warnings for errors.</summary>
public sealed class XorrisoTests
{
    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Xorriso_ReadingRockRidge_ExtractsWhatWasGiven(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "any");

        Assert.Equal(image.Contents(), image.Extracted());
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Xorriso_ReadingJoliet_ExtractsTheJolietTree(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "norock");

        Assert.Equal(image.Contents(IsoNameTree.Joliet), image.Extracted());
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Xorriso_ReadingThePrimaryTree_ExtractsEveryFile(string tree)
    {
        using var image = new JudgedImage(tree);

        await ExtractAsync(image, "ecma119");

        Assert.Equal(image.Contents(IsoNameTree.Primary), image.Extracted());
    }

    private static async Task ExtractAsync(JudgedImage image, string mode)
    {
        var result = await Tool.Xorriso.RunAsync("-return_with", "WARNING", "32", "-read_fs", mode, "-indev", image.Path, "-osirrox", "on", "-extract", "/", image.Target);

        Assert.True(result.ExitCode == 0, result.Error);
    }
}
