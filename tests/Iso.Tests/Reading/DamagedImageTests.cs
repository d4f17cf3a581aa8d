using System.Text;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Reading;

public sealed class DamagedImageTests
{
    private readonly RawImage image = new(Trees.Write([.. Trees.SampleDrive(), Trees.File(new string('n', 200), "long")]));

    [Fact]
    public void Nothing_IsNoImage() => Assert.Throws<IsoFormatException>(() => IsoReader.Open(ReadOnlyMemory<byte>.Empty));

    [Fact]
    public void Zeros_AreNoImage() => Fails("CD001", () => IsoReader.Open(new byte[100_000]));

    [Fact]
    public void Image_CutOffAnywhere_IsReadOrRefused()
    {
        for (var length = 0; length < image.Bytes.Length; length += 509)
        {
            var cut = image.Bytes[..length];
            try
            {
                _ = IsoReader.Open(cut).ReadTree(IsoNameTree.RockRidge);
                Assert.InRange(length, image.Bytes.Length - 4096, image.Bytes.Length);
            }
            catch (IsoFormatException)
            {
                // As it should be.
            }
        }
    }

    [Fact]
    public void Terminator_Missing_IsRefused()
    {
        image.Set(RawImage.Terminator + 1, "XXXXX"u8);

        Fails("block 18", () => IsoReader.Open(image.Bytes));
    }

    [Fact]
    public void PrimaryDescriptor_Missing_IsRefused()
    {
        image.Set(RawImage.Primary, 0);

        Fails("no primary volume descriptor", () => IsoReader.Open(image.Bytes));
    }

    [Fact]
    public void BlockSize_OtherThan2048_IsRefused()
    {
        image.SetBoth16(RawImage.Primary + 128, 512);

        Fails("logical block size of 512", () => IsoReader.Open(image.Bytes));
    }

    [Theory]
    [InlineData(uint.MaxValue, 1u)]
    [InlineData(0u, uint.MaxValue)]
    [InlineData(60u, 2048u)]
    public void File_OutsideOfTheImage_IsRefused(uint block, uint length)
    {
        var record = image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1");
        image.SetBoth32(record + 2, block);
        image.SetBoth32(record + 10, length);

        Fails("openstack/latest/meta_data.json", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Theory]
    [InlineData(uint.MaxValue, 2048u)]
    [InlineData(23u, uint.MaxValue)]
    public void Directory_OutsideOfTheImage_IsRefused(uint block, uint length)
    {
        var record = image.Record(RawImage.Primary, "openstack");
        image.SetBoth32(record + 2, block);
        image.SetBoth32(record + 10, length);

        Fails("openstack", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Fact]
    public void Directory_ThatContainsItself_IsRefused()
    {
        var record = image.Record(RawImage.Primary, "openstack/latest");
        image.SetBoth32(record + 2, image.Little32(image.Record(RawImage.Primary, "openstack") + 2));

        Fails("contain themselves", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(255)]
    public void Record_OfAnImpossibleLength_IsRefused(byte length)
    {
        // In the last 100 bytes of the sector, even the longest of these does not fit.
        var directory = (int)image.Little32(image.Record(RawImage.Primary, "openstack") + 2) * RawImage.Sector;
        image.Bytes.AsSpan(directory, RawImage.Sector).Fill(1);
        image.Set(directory, image.Bytes.AsSpan(image.Root(RawImage.Primary), 34));
        for (var position = directory; position < directory + RawImage.Sector - 100; position += 34)
        {
            image.Set(position, 34);
            image.Set(position + 32, 1);
            image.Set(position + 34, length);
        }

        Fails("does not fit the sector", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void Identifier_OfAnImpossibleLength_IsRefused(byte length)
    {
        image.Set(image.Record(RawImage.Primary, "openstack") + 32, length);

        Fails("identifier", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData("a/b", "a/b")]
    public void Name_ThatWouldLeaveTheDirectory_IsRefused(string name, string shown)
    {
        var entry = image.Entry(image.Record(RawImage.Primary, "openstack"), "NM");
        var bytes = name.PadRight(9, '\0').Select(c => (byte)c).ToArray();
        image.Set(entry + 5, bytes);
        image.Set(entry + 2, (byte)(5 + name.Length));
        image.Bytes.AsSpan(entry + 5 + name.Length, 9 - name.Length).Clear();

        Fails($"\"{shown}\" cannot be the name", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Fact]
    public void Continuation_OutsideOfTheImage_IsRefused()
    {
        var record = image.Records(RawImage.Primary + 156).First(candidate => image.Bytes[candidate + 33] == 'n');
        image.SetBoth32(image.Entry(record, "CE") + 4, uint.MaxValue);

        Fails("continuation", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Fact]
    public void Continuation_LargerThanASector_IsRefused()
    {
        var record = image.Records(RawImage.Primary + 156).First(candidate => image.Bytes[candidate + 33] == 'n');
        image.SetBoth32(image.Entry(record, "CE") + 20, uint.MaxValue);

        Fails("more than a sector", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Fact]
    public void Continuation_InACircle_IsRefused()
    {
        var record = image.Records(RawImage.Primary + 156).First(candidate => image.Bytes[candidate + 33] == 'n');
        var entry = image.Entry(record, "CE");
        var area = image.Continuation(entry);
        image.SetBoth32(entry + 20, 28);
        image.Set(area, image.Bytes.AsSpan(entry, 28));

        Fails("more than 64 places", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Fact]
    public void Entry_LongerThanWhatIsLeft_IsRefused()
    {
        image.Set(image.Entry(image.Record(RawImage.Primary, "openstack"), "NM") + 2, 255);

        Fails("system use entry", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    [Fact]
    public void InterleavedFile_IsRefused()
    {
        image.Set(image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1") + 26, 1);

        Fails("an interleaved file is not supported", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Fact]
    public void File_OfSeveralSections_IsRefused()
    {
        image.Set(image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1") + 25, 0x80);

        Fails("a file in several sections is not supported", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary));
    }

    [Theory]
    [InlineData("SL", "a symbolic link")]
    [InlineData("CL", "a relocated directory")]
    [InlineData("RE", "a relocated directory")]
    public void Entry_OfWhatIsNotInItsPlace_IsRefused(string signature, string what)
    {
        var record = image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1");
        image.Set(image.Entry(record, "TF"), Encoding.ASCII.GetBytes(signature));

        Fails($"the directory record at byte {record}: {what}", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
        Assert.NotEmpty(IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Joliet));
    }

    [Fact]
    public void Mode_OfADevice_IsRefused()
    {
        image.SetBoth32(image.Entry(image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1"), "PX") + 4, 0x2000);

        Fails("a device, a pipe or a socket", () => IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.RockRidge));
    }

    private static void Fails(string message, Func<object> read)
    {
        var error = Assert.Throws<IsoFormatException>(() => read());

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
