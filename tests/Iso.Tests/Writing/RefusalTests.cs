using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/absolute")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("a/../b")]
    [InlineData("..")]
    public void Path_ThatIsNotCleanAndRelative_IsRefused(string path) => Refused(path, "names joined by single slashes", path);

    [Theory]
    [InlineData("a/b\0c")]
    [InlineData("line\nbreak")]
    [InlineData("\u007F/x")]
    [InlineData("\u0085")]
    public void Name_WithControlCharacters_IsRefused(string path) => Refused(path, "control characters", path);

    [Fact]
    public void Name_WithHalfASurrogatePair_IsRefused() => Refused("a/\uD83D", "surrogate", "a/\uD83D");

    [Fact]
    public void Name_Of256Bytes_IsRefused()
    {
        Refused(new string('n', 256), "at most 255 bytes", new string('n', 256));
        Refused($"{new string('é', 128)}/x", "at most 255 bytes", $"{new string('é', 128)}/x");
    }

    [Fact]
    public void Path_GivenTwice_IsRefused() => Refused("a/b", "given once", "a/b", "c", "a/b");

    [Theory]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    public void Path_OfAFileAndOfADirectory_IsRefused(string first, string second) => Refused(
        "a",
        "either a file or a directory",
        first,
        second);

    [Fact]
    public void Path_DeeperThanEightLevels_IsRefused() => Refused("1/2/3/4/5/6/7/8/file", "eight levels", "1/2/3/4/5/6/7/8/file");

    [Fact]
    public void Path_LongerThanJolietHolds_IsRefused()
    {
        var directory = new string('d', 60);
        var path = $"{directory}/{new string('f', 60)}";

        Refused(path, "240", path);
        Assert.NotEmpty(Trees.Write(Trees.File($"{directory}/{new string('f', 59)}", "")));
    }

    [Fact]
    public void Path_LongerThanThePrimaryTreeHolds_IsRefused()
    {
        // Joliet's limit comes first for every path: 255 bytes of ASCII are more than 240 bytes of UCS-2.
        var path = string.Join('/', Enumerable.Repeat(new string('d', 31), 8));

        Refused(string.Join('/', Enumerable.Repeat(new string('d', 31), 8)), "in the primary tree", path);
    }

    [Fact]
    public void Directories_MoreThanAPathTableNumbers_AreRefused()
    {
        var files = Enumerable.Range(0, 65_535).Select(i => Trees.File($"{i / 256}/{i}/x", ""));

        var error = Assert.Throws<IsoLayoutException>(() => Trees.Image(files));

        Assert.Contains("65535 directories", error.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seventeen-letters")]
    [InlineData("with\nnewline")]
    [InlineData("ünïcödé")]
    [InlineData("semi;colon")]
    [InlineData(" padded ")]
    public void Label_ThatDoesNotFit_IsRefused(string label) => OptionRefused(Trees.Options with { VolumeLabel = label }, "VolumeLabel");

    [Fact]
    public void Label_Of16Characters_IsKept()
    {
        var reader = IsoReader.Open(Trees.Write(IsoImage.Create([], Trees.Options with { VolumeLabel = "sixteen letters!" })));

        Assert.Equal("sixteen letters!", reader.VolumeLabel);
        Assert.Equal("sixteen letters!", reader.JolietVolumeLabel);
    }

    [Theory]
    [InlineData(1899)]
    [InlineData(2156)]
    public void Timestamp_OutsideOfTheYearsThatARecordHolds_IsRefused(int year) =>
        OptionRefused(Trees.Options with { Timestamp = new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero) }, "Timestamp");

    [Theory]
    [InlineData("ü")]
    [InlineData("line\n")]
    [InlineData("zero\0")]
    [InlineData(null)]
    public void ApplicationUse_ThatDoesNotFit_IsRefused(string? text)
    {
        text ??= new string('a', 513);

        OptionRefused(Trees.Options with { ApplicationUse = text }, "ApplicationUse");
        Assert.Equal("ApplicationUse", Assert.Throws<IsoLayoutException>(() => Trees.Image().WithApplicationUse(text)).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_kept as it is, with the spaces at its end  ")]
    [InlineData(null)]
    public void ApplicationUse_ThatFits_IsKept(string? text)
    {
        text ??= new string('a', 512);

        Assert.Equal(text, IsoReader.Open(Trees.Write(Trees.Image().WithApplicationUse(text))).ApplicationUse);
    }

    private static void Refused(string path, string rule, params string[] paths)
    {
        var error = Assert.Throws<IsoLayoutException>(() => Trees.Image(paths.Select(each => Trees.File(each, ""))));

        Assert.Equal(path, error.Path);
        Assert.Contains(rule, error.Rule, StringComparison.Ordinal);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    private static void OptionRefused(IsoImageOptions options, string option)
    {
        var error = Assert.Throws<IsoLayoutException>(() => IsoImage.Create([], options));

        Assert.Equal(option, error.Path);
    }
}
