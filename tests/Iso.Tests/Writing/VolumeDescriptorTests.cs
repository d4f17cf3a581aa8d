using System.Text;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class VolumeDescriptorTests
{
    private readonly RawImage image = new(Trees.Write(Trees.SampleDrive()));

    [Fact]
    public void SystemArea_IsZero() => Assert.All(image.Bytes[..RawImage.Primary], static b => Assert.Equal(0, b));

    [Fact]
    public void Descriptors_ArePrimaryJolietTerminator_InThatOrder()
    {
        Assert.Equal("\u0001CD001\u0001", Encoding.Latin1.GetString(image.Bytes, RawImage.Primary, 7));
        Assert.Equal("\u0002CD001\u0001", Encoding.Latin1.GetString(image.Bytes, RawImage.Joliet, 7));
        Assert.Equal("\u00FFCD001\u0001", Encoding.Latin1.GetString(image.Bytes, RawImage.Terminator, 7));
        Assert.All(image.Bytes[(RawImage.Terminator + 7)..(RawImage.Terminator + 2048)], static b => Assert.Equal(0, b));
    }

    [Fact]
    public void Descriptors_OfVersion2_AreAbsent() =>
        Assert.DoesNotContain("CD001\u0002", Encoding.Latin1.GetString(image.Bytes), StringComparison.Ordinal);

    [Fact]
    public void Label_InThePrimaryDescriptor_IsAsGivenAndPaddedWithSpaces() =>
        Assert.Equal("config-2".PadRight(32), Encoding.ASCII.GetString(image.Bytes, RawImage.Primary + 40, 32));

    [Fact]
    public void Label_InTheJolietDescriptor_IsUcs2AndPaddedWithSpaces() =>
        Assert.Equal("config-2".PadRight(16), Encoding.BigEndianUnicode.GetString(image.Bytes, RawImage.Joliet + 40, 32));

    [Fact]
    public void Texts_ThatNobodyGives_AreSpaces()
    {
        Assert.Equal(new string(' ', 623), Encoding.ASCII.GetString(image.Bytes, RawImage.Primary + 190, 623));
        Assert.Equal(new string(' ', 256), Encoding.BigEndianUnicode.GetString(image.Bytes, RawImage.Joliet + 190, 512));
        Assert.Equal(new string(' ', 16), Encoding.BigEndianUnicode.GetString(image.Bytes, RawImage.Joliet + 8, 32));
    }

    [Fact]
    public void EscapeSequence_IsUcs2Level3_OnlyInTheJolietDescriptor()
    {
        Assert.Equal("%/E".PadRight(32, '\0'), Encoding.ASCII.GetString(image.Bytes, RawImage.Joliet + 88, 32));
        Assert.Equal(new string('\0', 32), Encoding.ASCII.GetString(image.Bytes, RawImage.Primary + 88, 32));
    }

    [Fact]
    public void VolumeFlags_OfJoliet_AreZero() => Assert.Equal(0, image.Bytes[RawImage.Joliet + 7]);

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public void VolumeSpaceSize_IsTheLengthOfTheImage_InWholePages(string tree)
    {
        var raw = new RawImage(Trees.Write(Trees.All[tree]()));

        foreach (var descriptor in new[] { RawImage.Primary, RawImage.Joliet })
        {
            Assert.Equal((uint)raw.Bytes.Length, raw.Little32(descriptor + 80) * 2048);
            Assert.Equal((uint)raw.Bytes.Length, raw.Big32(descriptor + 84) * 2048);
        }

        Assert.Equal(0, raw.Bytes.Length % 4096);
    }

    [Fact]
    public void Image_OfOneFile_HasNoPaddingOf150Sectors() =>
        Assert.Equal(28 * 2048, Trees.Write(Trees.File("a", "a")).Length);

    [Fact]
    public void VolumeSet_IsOneVolume_AndBlocksAre2048()
    {
        foreach (var descriptor in new[] { RawImage.Primary, RawImage.Joliet })
        {
            Assert.Equal([1, 0, 0, 1, 1, 0, 0, 1, 0x00, 0x08, 0x08, 0x00], image.Bytes[(descriptor + 120)..(descriptor + 132)]);
        }
    }

    [Fact]
    public void Times_AreTheOneGiven_OrUnspecified()
    {
        foreach (var descriptor in new[] { RawImage.Primary, RawImage.Joliet })
        {
            Assert.Equal("2026022823595800\0", Encoding.ASCII.GetString(image.Bytes, descriptor + 813, 17));
            Assert.Equal("2026022823595800\0", Encoding.ASCII.GetString(image.Bytes, descriptor + 830, 17));
            Assert.Equal("0000000000000000\0", Encoding.ASCII.GetString(image.Bytes, descriptor + 847, 17));
            Assert.Equal("0000000000000000\0", Encoding.ASCII.GetString(image.Bytes, descriptor + 864, 17));
        }
    }

    [Fact]
    public void ApplicationUse_Given_StandsInThePrimaryDescriptorAlone_FollowedByZeroes()
    {
        var marked = new RawImage(Trees.Write(Trees.Image(Trees.SampleDrive()).WithApplicationUse("k3f7q2m5xa")));

        Assert.Equal("k3f7q2m5xa".PadRight(512, '\0'), Encoding.Latin1.GetString(marked.Bytes, RawImage.Primary + 883, 512));
        Assert.Equal(new string('\0', 512), Encoding.Latin1.GetString(marked.Bytes, RawImage.Joliet + 883, 512));
    }

    [Fact]
    public void ApplicationUse_Given_ChangesNoOtherByte()
    {
        var marked = Trees.Write(Trees.Image(Trees.SampleDrive()).WithApplicationUse(new string('~', 512)));

        Assert.NotEqual(image.Bytes, marked);
        marked.AsSpan(RawImage.Primary + 883, 512).Clear();
        Assert.Equal(image.Bytes, marked);
    }

    [Fact]
    public void RootRecord_InTheDescriptor_IsThatOfTheRoot()
    {
        foreach (var descriptor in new[] { RawImage.Primary, RawImage.Joliet })
        {
            var root = image.Root(descriptor);
            Assert.Equal(34, image.Bytes[descriptor + 156]);
            Assert.Equal(image.Bytes[(root + 1)..(root + 34)], image.Bytes[(descriptor + 157)..(descriptor + 190)]);
        }
    }
}
