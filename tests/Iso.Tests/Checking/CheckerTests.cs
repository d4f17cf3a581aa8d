using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Tests.Support;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Iso.Tests.Checking;

public sealed class CheckerTests
{
    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public void Image_OfOurs_HasNoFindings(string tree) => Assert.Empty(IsoChecker.Check(Trees.Write(Trees.All[tree]())));

    [Theory]
    [InlineData("k3f7q2m5xa")]
    [InlineData(" printable ASCII ~")]
    public void Image_WithATextForApplicationUse_HasNoFindings(string text)
    {
        var image = Trees.Write(Trees.Image(Trees.SampleDrive()).WithApplicationUse(text));

        Assert.Empty(IsoChecker.Check(image));
        Assert.Empty(IsoChecker.Check(image, new IsoCheckOptions { ConfigDrive = false }));
    }

    [Fact]
    public void Image_OfUpperCaseNames_IsSoundByTheLetterOfTheStandard()
    {
        var image = Trees.Write(IsoImage.Create(
            [Trees.File("README.TXT", "x"), Trees.File("DIR/FILE_1", "y")],
            new IsoImageOptions { VolumeLabel = "LABEL" }));

        Assert.Empty(IsoChecker.Check(image, new IsoCheckOptions { RelaxedNames = false }));
    }

    [Fact]
    public void Image_OfLowerCaseNames_BreaksTheLetterOfTheStandardInNamesAlone()
    {
        var findings = IsoChecker.Check(Trees.Write(Trees.SampleDrive()), new IsoCheckOptions { RelaxedNames = false });

        Assert.Contains(
            findings,
            finding => finding is { Rule: "ECMA-119 7.5.1", Where: var where }
                && where.StartsWith("primary /openstack/latest, record at byte ", StringComparison.Ordinal));
        Assert.Equal(["ECMA-119 7.4.1", "ECMA-119 7.5.1", "ECMA-119 7.6.1"], findings.Select(finding => finding.Rule).Distinct().Order());
    }

    [Fact]
    public void Finding_AsText_SaysWhereWhatAndWhy() =>
        Assert.Equal(
            "primary /, record at byte 47104: it is wrong (ECMA-119 9.1)",
            new IsoFinding("ECMA-119 9.1", "primary /, record at byte 47104", "it is wrong").ToString());

    [Fact]
    public void Image_WrongEverywhere_HasAThousandFindingsAtMost()
    {
        var image = new RawImage(Trees.Write(Trees.All["directories beyond one sector"]()));
        foreach (var record in image.Records(image.Record(RawImage.Primary, "files")).Skip(2))
        {
            image.Bytes.AsSpan(record + 6, 19).Fill(255);
        }

        Assert.Equal(1000, IsoChecker.Check(image.Bytes).Count);
    }
}
