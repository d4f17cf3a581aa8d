using System.Text;
using ConfigDrive.Operator.Importing;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>The reader of FAT: names, chains, and images that are damaged on purpose.</summary>
public sealed class FatVolumeTests
{
    private static FatImage Seed => new FatImage()
        .WithLabel("CIDATA")
        .With("meta-data", "instance-id: i-1\nlocal-hostname: seed\n")
        .With("user-data", $"#cloud-config\n# {new string('x', 3000)}\n")
        .With("a name of more than thirteen characters, ü and 漢", "", null);

    [Fact]
    public void Files_AreReadWithLongNamesAndLabel()
    {
        var drive = DriveImageReader.Open(Seed.Bytes);

        Assert.Equal("CIDATA", drive.Label);
        Assert.Equal(["a name of more than thirteen characters, ü and 漢", "meta-data", "user-data"], drive.Paths);
        Assert.Equal($"#cloud-config\n# {new string('x', 3000)}\n", drive.FindText("user-data"));
        Assert.Equal("i-1", Imports.Of(drive).InstanceID);
        Assert.Null(Imports.Of(drive).Spec["volumeLabel"]);
    }

    [Theory]
    [InlineData("USERDATATXT", 0x00, "USERDATA.TXT")]
    [InlineData("USERDATATXT", 0x18, "userdata.txt")]
    [InlineData("USERDATATXT", 0x10, "USERDATA.txt")]
    [InlineData("USER       ", 0x08, "user")]
    public void ShortName_IsReadAsLinuxShowsIt_AndFoundInAnyCase(string stored, byte flags, string name)
    {
        var image = new FatImage().With("", "text", stored);
        image.Entry(0)[12] = flags;

        var drive = DriveImageReader.Open(image.Bytes);

        Assert.Equal([name], drive.Paths);
        Assert.Equal("text", drive.FindText(name.ToUpperInvariant()));
    }

    [Fact]
    public void LongName_OfAnotherEntry_IsNotTaken()
    {
        var image = new FatImage().With("long name", "text");
        image.Entry(1)[0] = (byte)'X'; // its checksum is another now

        Assert.Equal(["XILE0000"], DriveImageReader.Open(image.Bytes).Paths);
    }

    [Fact]
    public void DeletedFile_IsNotThere()
    {
        var image = new FatImage().With("gone", "text").With("", "text", "HERE       ");
        (image.Entry(0)[0], image.Entry(1)[0]) = (0xE5, 0xE5);

        Assert.Equal(["HERE"], DriveImageReader.Open(image.Bytes).Paths);
    }

    [Fact]
    public void Chain_InACircle_IsRefused() => Refused(new FatImage().With("", new string('x', 1500), "A          ").Link(3, 2), "a cluster that is outside of it, or another's");

    [Fact]
    public void Chain_OfTwoFiles_IsRefused()
    {
        var image = new FatImage().With("", "one", "A          ").With("", "two", "B          ");
        image.Entry(1)[26] = 2;

        Refused(image, "a cluster that is outside of it, or another's");
    }

    [Fact]
    public void Chain_OutOfTheImage_IsRefused() => Refused(new FatImage().With("", new string('x', 1500), "A          ").Link(2, 0x800), "a cluster that is outside of it");

    [Fact]
    public void Chain_ShorterThanItsFile_IsRefused()
    {
        var image = new FatImage().With("", "x", "A          ");
        image.Entry(0)[30] = 1;

        Refused(image, "fewer clusters than its 65537 bytes need");
    }

    [Fact]
    public void Folder_ThatContainsItself_IsRefused()
    {
        var image = new FatImage().With("", new string('\0', 512), "DIR        ");
        image.Entry(0)[11] = 0x10;
        image.Entry(0).CopyTo(image.Bytes.AsSpan(FatImage.Data));

        Refused(image, "a cluster that is outside of it, or another's");
    }

    [Theory]
    [InlineData(11, 1)] // bytes of a sector
    [InlineData(13, 3)] // sectors of a cluster
    [InlineData(14, 0)] // reserved sectors
    [InlineData(16, 0)] // tables
    [InlineData(22, 0)] // sectors of a table
    [InlineData(18, 0xFF)] // entries of the root folder
    [InlineData(511, 0)]
    public void BootSector_ThatCannotBe_IsRefused(int position, byte value)
    {
        var image = Seed;
        image.Bytes[position] = value;

        Assert.Throws<UnreadableDriveException>(() => DriveImageReader.Open(image.Bytes));
    }

    [Fact]
    public void DiskWithPartitions_IsRefused_AndSaidToBeOne()
    {
        var disk = new byte[4096];
        (disk[510], disk[511]) = (0x55, 0xAA);

        Assert.Contains("give the partition alone", Assert.Throws<UnreadableDriveException>(() => DriveImageReader.Open(disk)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnythingElse_IsRefused() => Assert.All(
        (byte[][])[[], [1], new byte[511], new byte[1 << 20], Encoding.ASCII.GetBytes(new string('x', 40_000))],
        bytes => Assert.StartsWith("it is neither an ISO 9660 image nor a FAT file system", Assert.Throws<UnreadableDriveException>(() => DriveImageReader.Open(bytes)).Message, StringComparison.Ordinal));

    /// <summary>Whatever a byte is, the reader ends, with files or with its own exception.</summary>
    [Fact]
    public void AnyDamage_EndsInFilesOrAnError()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Seed.Bytes;
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(FatImage.Data + 64)] = (byte)random.Next(256);
            }

            var image = random.Next(4) == 0 ? bytes.AsMemory(0, random.Next(bytes.Length)) : bytes;
            try
            {
                var drive = DriveImageReader.Open(image);
                Assert.All(drive.Paths, path => drive.Find(path));
            }
            catch (UnreadableDriveException)
            {
                // As it should be.
            }
        }
    }

    private static void Refused(FatImage image, string fault) => Assert.Contains(
        fault,
        Assert.Throws<UnreadableDriveException>(() =>
        {
            var drive = DriveImageReader.Open(image.Bytes);
            return drive.Paths.Select(path => drive.Find(path)).ToList();
        }).Message,
        StringComparison.Ordinal);
}
