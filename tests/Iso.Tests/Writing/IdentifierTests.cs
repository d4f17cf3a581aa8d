using System.Globalization;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("meta_data.json", "meta_data.json;1")]
    [InlineData("public-keys.txt", "public-keys.txt;1")]
    [InlineData("user_data", "user_data.;1")]
    [InlineData("a.b.c", "a.b.c;1")]
    [InlineData(".hidden", ".hidden;1")]
    [InlineData("vm-password-md5checksum.txt", "vm-password-md5checksum.txt;1")]
    [InlineData("thirty-one-characters-with.dots", "thirty-one-characters-with.dots;1")]
    [InlineData("thirty-characters-without-dots", "thirty-characters-without-dots.;1")]
    public void PrimaryName_ThatFits_IsKept(string name, string identifier) => Assert.Equal(
        [identifier],
        Identifiers(RawImage.Primary, name));

    [Theory]
    [InlineData("thirty-two-characters-with-a.dot", "thirty-two-characters-with-.dot;1")]
    [InlineData("thirty-one-characters-no-dots-x", "thirty-one-characters-no-dots-.;1")]
    [InlineData("a-name-with-an-extension-that-is-too.long-to-keep", "a-name-with-an-extensi.long-to-;1")]
    [InlineData("sp ace+x@y~.t", "sp_ace_x_y_.t;1")]
    [InlineData("é界.txt", "__.txt;1")]
    [InlineData("x;1", "x_1.;1")]
    [InlineData("dot.", "dot_.;1")]
    [InlineData("...", ".._;1")]
    [InlineData("thirty-one-characters-and-dots.", "thirty-one-characters-and-dots.;1")]
    public void PrimaryName_ThatDoesNotFit_IsShapedToFit(string name, string identifier) => Assert.Equal(
        [identifier],
        Identifiers(RawImage.Primary, name));

    [Theory]
    [InlineData("sp ace+x@y~.t")]
    [InlineData("é界.txt")]
    [InlineData("sixty-four-characters-sixty-four-characters-sixty-four-chars.txt")]
    [InlineData("user_data")]
    public void JolietName_ThatFits_IsKept(string name) => Assert.Equal([name], Identifiers(RawImage.Joliet, name));

    [Theory]
    [InlineData("a*b:c;d?e\\f", "a_b_c_d_e_f")]
    [InlineData("🗝.txt", "__.txt")]
    [InlineData("...", ".._")]
    [InlineData("dot.", "dot_")]
    [InlineData("space ", "space_")]
    [InlineData(
        "sixty-five-characters-sixty-five-characters-sixty-five-charsx.txt",
        "sixty-five-characters-sixty-five-characters-sixty-five-chars.txt")]
    public void JolietName_ThatDoesNotFit_IsShapedToFit(string name, string identifier) => Assert.Equal(
        [identifier],
        Identifiers(RawImage.Joliet, name));

    [Fact]
    public void Names_ThatDifferInHyphenAndUnderscore_AreBothKept()
    {
        Assert.Equal(["public-keys.txt;1", "public_keys.txt;1"], Identifiers(RawImage.Primary, "public_keys.txt", "public-keys.txt"));
        Assert.Equal(["public-keys.txt", "public_keys.txt"], Identifiers(RawImage.Joliet, "public_keys.txt", "public-keys.txt"));
    }

    [Fact]
    public void Names_ThatDifferInCase_GetANumber()
    {
        Assert.Equal(["README.;1", "Readme001.;1", "readme002.;1"], Identifiers(RawImage.Primary, "readme", "README", "Readme"));
        Assert.Equal(["README", "Readme001", "readme002"], Identifiers(RawImage.Joliet, "readme", "README", "Readme"));
    }

    [Fact]
    public void Name_ThatFits_IsKeptBesideOneThatIsShapedLikeIt() => Assert.Equal(
        ["a_b.txt;1", "a_b001.txt;1"],
        Identifiers(RawImage.Primary, "a b.txt", "a_b.txt"));

    [Fact]
    public void Number_ThatANameHasAlready_IsPassedOver() =>
        Assert.Equal(
            ["FILE.txt;1", "file001.TXT;1", "file002.txt;1"],
            Identifiers(RawImage.Primary, "file.txt", "FILE.txt", "file001.TXT"));

    [Fact]
    public void Names_ThatWouldBeStrippedToOne_StayApart() =>
        Assert.Equal(["dot", "dot._", "dot001._", "dot_"], Identifiers(RawImage.Joliet, "dot", "dot.", "dot..", "dot. "));

    [Fact]
    public void Clashes_ByTheThousand_AreResolved()
    {
        var names = Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{new string(
            'x',
            100)}{i:D5}.json")).ToArray();

        foreach (var descriptor in new[] { RawImage.Primary, RawImage.Joliet })
        {
            var identifiers = Identifiers(descriptor, names);
            Assert.Equal(2000, identifiers.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(identifiers, identifier => Assert.InRange(identifier.Length, 1, descriptor == RawImage.Primary ? 33 : 64));
            Assert.All(identifiers, identifier => Assert.Contains(".json", identifier, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void RockRidgeNames_AreAsGiven()
    {
        foreach (var tree in Trees.All.Keys)
        {
            var files = Trees.All[tree]();
            var entries = IsoReader.Open(Trees.Write(files)).ReadTree(IsoNameTree.RockRidge);
            Assert.Equal(
                files.Select(file => file.Path).Order(),
                entries.Where(entry => entry.Kind == IsoEntryKind.File).Select(entry => entry.Path).Order());
        }
    }

    private static string[] Identifiers(int descriptor, params string[] names)
    {
        var image = new RawImage(Trees.Write(names.Select(name => Trees.File(name, name))));
        return [.. image.Records(descriptor + 156).Skip(2).Select(record => image.Identifier(record, descriptor))];
    }
}
