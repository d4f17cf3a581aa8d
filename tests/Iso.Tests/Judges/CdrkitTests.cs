using System.Globalization;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>isovfy and isoinfo, of the package that Nova and CloudStack make config drives with.</summary>
public sealed class CdrkitTests
{
    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Isovfy_OfAnyImage_FindsNoErrors(string tree)
    {
        using var image = new JudgedImage(tree);

        var result = (await Tool.Isovfy.RunAsync(image.Path)).Succeeded();

        Assert.Contains("No errors found", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("****", result.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Isoinfo_OfAnyImage_ListsWhatWasGiven(string tree)
    {
        using var image = new JudgedImage(tree);

        var result = (await Tool.Isoinfo.RunAsync("-f", "-R", "-i", image.Path)).Succeeded();

        var directories = IsoReader.Open(await File.ReadAllBytesAsync(image.Path, TestContext.Current.CancellationToken)).ReadTree(IsoNameTree.RockRidge).Select(static entry => $"/{entry.Path}");
        Assert.Equal(directories.Order(StringComparer.Ordinal), result.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Isoinfo_OfASampleDrive_ListsItsJolietNames()
    {
        using var image = new JudgedImage("sample drive");

        var result = (await Tool.Isoinfo.RunAsync("-f", "-J", "-i", image.Path)).Succeeded();

        Assert.Superset(image.Files.Select(static file => $"/{file.Path}").ToHashSet(), result.Lines.ToHashSet());
    }

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Isoinfo_OfAnyImage_ShowsThePathTableOfItsDirectories(string tree)
    {
        using var image = new JudgedImage(tree);
        var raw = new RawImage(await File.ReadAllBytesAsync(image.Path, TestContext.Current.CancellationToken));

        var result = (await Tool.Isoinfo.RunAsync("-p", "-i", image.Path)).Succeeded();

        // A line is "   2:    1 1f cloudstack": number, parent, block in hexadecimal, name.
        var blocks = result.Lines.Skip(1).Select(line => uint.Parse(line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries)[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var expected = IsoReader.Open(raw.Bytes).ReadTree(IsoNameTree.Primary).Where(static entry => entry.Kind == IsoEntryKind.Directory).Select(static entry => entry.FirstBlock);
        Assert.Equal(expected.Prepend(raw.Little32(RawImage.Primary + 158)).Order(), blocks.Order());
    }
}
