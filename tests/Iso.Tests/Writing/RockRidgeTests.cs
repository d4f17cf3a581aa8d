using System.Text;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class RockRidgeTests
{
    private readonly RawImage sample = new(Trees.Write(Trees.SampleDrive()));

    [Fact]
    public void Root_StartsWithSp() =>
        Assert.Equal([(byte)'S', (byte)'P', 7, 1, 0xBE, 0xEF, 0], sample.Bytes[(sample.Root(RawImage.Primary) + 34)..][..7]);

    [Fact]
    public void Sp_StandsNowhereElse() => Assert.Equal(1, Count(sample, "SP\u0007\u0001"));

    [Fact]
    public void Er_IsInTheContinuationOfTheRoot_AndNamesRrip1991A()
    {
        var continuation = sample.Entry(sample.Root(RawImage.Primary), "CE");
        var er = sample.Continuation(continuation);

        Assert.Equal("ER", Encoding.ASCII.GetString(sample.Bytes, er, 2));
        Assert.Equal(sample.Bytes[er + 2], sample.Little32(continuation + 20));
        Assert.Equal("RRIP_1991A", Encoding.ASCII.GetString(sample.Bytes, er + 8, sample.Bytes[er + 4]));
        Assert.Equal(sample.Bytes[er + 2], 8 + sample.Bytes[er + 4] + sample.Bytes[er + 5] + sample.Bytes[er + 6]);
    }

    [Fact]
    public void Px_Has44BytesAndReadOnlyModesOfRoot()
    {
        var file = sample.Entry(sample.Record(RawImage.Primary, "openstack/latest/meta_data.json;1"), "PX");
        var directory = sample.Entry(sample.Record(RawImage.Primary, "openstack/latest"), "PX");

        Assert.Equal(44, sample.Bytes[file + 2]);
        Assert.Equal(0x8124u, sample.Little32(file + 4));
        Assert.Equal(0x416Du, sample.Little32(directory + 4));
        Assert.All(new[] { file, directory }, px => Assert.All(sample.Bytes[(px + 20)..(px + 36)], static b => Assert.Equal(0, b)));
    }

    [Fact]
    public void Px_CountsLinksOfDirectoriesAsPosixDoes()
    {
        var openstack = sample.Entry(sample.Record(RawImage.Primary, "openstack"), "PX");

        Assert.Equal(4u, sample.Little32(openstack + 12));
    }

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public void Serials_AreUniqueButForLinks(string tree)
    {
        var files = Trees.All[tree]();
        var image = new RawImage(Trees.Write(files));
        var records = Below(image, RawImage.Primary + 156).ToList();

        var contents = files.Select(file => file.Content).Distinct(ReferenceEqualityComparer.Instance).Count();
        var directories = records.Count(record => IsDirectory(image, record));
        Assert.Equal(files.Count + directories, records.Count);
        Assert.Equal(contents + directories, records.Select(record => image.Little32(image.Entry(record, "PX") + 36)).Distinct().Count());
    }

    [Fact]
    public void Links_ShareExtentSerialAndCount()
    {
        var image = new RawImage(Trees.Write(Trees.All["links"]()));
        var three = Of("three.;1");

        foreach (var path in new[] { "a/one.;1", "b/two.;1" })
        {
            Assert.Equal(three, Of(path));
        }

        Assert.Equal(3u, three.Links);
        Assert.Equal(2u, Of("empty-1.;1").Links);
        Assert.NotEqual(three.Block, Of("twin.;1").Block);
        Assert.NotEqual(three.Serial, Of("twin.;1").Serial);

        (uint Block, uint Links, uint Serial) Of(string path)
        {
            var record = image.Record(RawImage.Primary, path);
            var attributes = image.Entry(record, "PX");
            return (image.Little32(record + 2), image.Little32(attributes + 12), image.Little32(attributes + 36));
        }
    }

    [Fact]
    public void Links_AreStoredOnce()
    {
        var content = IsoContent.FromBytes(new byte[1 << 20]);

        Assert.Equal(
            Trees.Image(new IsoFile("a", content)).Length,
            Trees.Image(new IsoFile("a", content), new IsoFile("b", content)).Length);
    }

    [Fact]
    public void Tf_HasTheOneTimeThrice()
    {
        var tf = sample.Entry(sample.Record(RawImage.Primary, "openstack"), "TF");
        byte[] time = [126, 2, 28, 23, 59, 58, 0];

        Assert.Equal([(byte)'T', (byte)'F', 26, 1, 0x0E, .. time, .. time, .. time], sample.Bytes[tf..(tf + 26)]);
    }

    [Fact]
    public void Nm_OfALongName_GoesOnInsideOneBlock()
    {
        var files = Enumerable.Range(0, 40).Select(i => Trees.File($"{new string('n', 250)}{i:D4}", "x")).ToArray();
        var image = new RawImage(Trees.Write(files));

        var records = image.Records(RawImage.Primary + 156).Skip(2).ToArray();
        Assert.Equal(files.Length, records.Length);
        Assert.All(records, record =>
        {
            var name = image.Entry(record, "NM");
            var continuation = image.Entry(record, "CE");
            Assert.Equal(1, image.Bytes[name + 4]);
            Assert.InRange(image.Little32(continuation + 12) + image.Little32(continuation + 20), 1u, 2048u);
            Assert.Equal("NM", Encoding.ASCII.GetString(image.Bytes, image.Continuation(continuation), 2));
        });
    }

    [Fact]
    public void Ce_IsTheLastEntryOfARecord()
    {
        var image = new RawImage(Trees.Write(Trees.All["long names"]()));

        foreach (var record in image.Records(image.Record(RawImage.Primary, "long")).Where(record => Has(image, record, "CE")))
        {
            var end = image.Entry(record, "CE") + 28;
            Assert.InRange(record + image.Bytes[record] - end, 0, 1);
        }
    }

    [Theory, MemberData(nameof(Trees.Names), MemberType = typeof(Trees))]
    public void SystemUse_AfterTheLastEntry_HasAtMostAByteOfPadding(string tree)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        foreach (var record in image.Records(RawImage.Primary + 156))
        {
            var identifier = image.Bytes[record + 32];
            var position = record + 33 + identifier + (identifier % 2 == 0 ? 1 : 0);
            var end = record + image.Bytes[record];
            while (position + 4 <= end)
            {
                Assert.InRange(image.Bytes[position + 2], 4, end - position);
                position += image.Bytes[position + 2];
            }

            Assert.InRange(end - position, 0, 1);
            Assert.True(position == end || image.Bytes[position] == 0);
        }
    }

    [Fact]
    public void JolietRecords_HaveNoSystemUse() =>
        Assert.All(sample.Records(sample.Record(RawImage.Joliet, "openstack/latest")), record =>
            Assert.InRange(sample.Bytes[record] - 33 - sample.Bytes[record + 32], 0, 1));

    // The records of all files and directories below a directory.
    private static IEnumerable<int> Below(RawImage image, int directory) => image.Records(directory).Skip(2).SelectMany(record =>
        IsDirectory(image, record) ? [record, .. Below(image, record)] : new[] { record });

    private static bool IsDirectory(RawImage image, int record) => image.Bytes[record + 25] == 2;

    private static bool Has(RawImage image, int record, string signature) =>
        Encoding.Latin1.GetString(image.Bytes, record, image.Bytes[record]).Contains($"{signature}\u001C\u0001", StringComparison.Ordinal);

    private static int Count(RawImage image, string text) => Encoding.Latin1.GetString(image.Bytes).Split(text).Length - 1;
}
