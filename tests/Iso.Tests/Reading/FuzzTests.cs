using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Reading;

/// <summary>
/// Damages sound images at random, from fixed seeds: the reader and the checker must come to an end, in bounded memory, with nothing but
/// their own exception.
/// </summary>
public sealed class FuzzTests
{
    private static readonly byte[][] Corpus =
    [
        Trees.Write(Trees.SampleDrive()),
        Trees.Write(Trees.All["long names"]()),
        Trees.Write(Trees.All["names in many scripts"]()),
        Trees.Write(Trees.All["seven directories deep"]()),
        Trees.Write(Trees.All["directories beyond one sector"]().Take(60)),
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Reader_OfADamagedImage_EndsInBoundedMemory(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = Damage(Corpus[random.Next(Corpus.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();

            ReadAll(bytes);

            // Entries are larger than their records, each byte of which may make two of a name, and three trees are read; no image makes
            // more of it.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64L * bytes.Length) + (1 << 20));
        }
    }

    [Fact]
    public void Reader_OfAnImageFullOfTheSmallestRecords_StaysInProportion()
    {
        const int Blocks = 4096;
        const int RecordLength = 34;
        var image = new RawImage(new byte[Blocks * RawImage.Sector]);
        Trees.Write().AsSpan(0, 19 * RawImage.Sector).CopyTo(image.Bytes);
        image.SetBoth32(RawImage.Primary + 80, Blocks);
        image.SetBoth32(RawImage.Primary + 156 + 2, 19);
        image.SetBoth32(RawImage.Primary + 156 + 10, (Blocks - 19) * RawImage.Sector);
        for (var block = 19; block < Blocks; block++)
        {
            for (var position = 0; position + RecordLength <= RawImage.Sector; position += RecordLength)
            {
                var record = (block * RawImage.Sector) + position;
                image.Set(record, RecordLength);
                image.Set(record + 32, 1, (byte)'x');
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var entries = IsoReader.Open(image.Bytes).ReadTree(IsoNameTree.Primary);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((Blocks - 19) * (RawImage.Sector / RecordLength), entries.Count);
        Assert.InRange(allocated, 0, 16L * image.Bytes.Length);
    }

    [Theory, InlineData(5), InlineData(6)]
    public void Checker_OfADamagedImage_EndsAndNeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var bytes = Damage(Corpus[random.Next(Corpus.Length)], random);

            Assert.InRange(IsoChecker.Check(bytes).Count, 0, 1000);
        }
    }

    [Fact]
    public void Checker_OfNoise_EndsAndNeverThrows()
    {
        var random = new Random(7);
        foreach (var length in new[] { 0, 1, 2048, 32_768, 32_769, 34_816, 100_000 })
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.NotEmpty(IsoChecker.Check(bytes));
        }
    }

    private static void ReadAll(byte[] bytes)
    {
        try
        {
            var reader = IsoReader.Open(bytes);
            foreach (var tree in reader.NameTrees)
            {
                foreach (var entry in reader.ReadTree(tree).Where(entry => entry.Kind == IsoEntryKind.File).Take(5))
                {
                    Assert.Equal(entry.Length, reader.ReadFile(entry).Length);
                }
            }
        }
        catch (IsoFormatException)
        {
            // The one way to refuse.
        }
    }

    private static byte[] Damage(byte[] image, Random random)
    {
        var bytes = image.ToArray();
        for (var count = random.Next(1, 12); count > 0; count--)
        {
            var position = random.Next(RawImage.Primary, Math.Min(bytes.Length, 60 * RawImage.Sector) - 8);
            switch (random.Next(5))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[position] = new byte[] { 0, 1, 34, 127, 254, 255 }[random.Next(6)];
                    break;
                case 2:
                    new RawImage(bytes).SetBoth32(position, new[] { 0u, 1u, 16u, 23u, uint.MaxValue, (uint)random.Next() }[random.Next(6)]);
                    break;
                case 3:
                    // A piece of another place, so that structures appear where others are expected.
                    var source = random.Next(RawImage.Primary, bytes.Length - 256);
                    bytes.AsSpan(source, 200).CopyTo(bytes.AsSpan(Math.Min(position, bytes.Length - 200)));
                    break;
                default:
                    // Whole sectors, for circles and overlaps.
                    var sector = bytes.AsSpan(random.Next(16, bytes.Length / RawImage.Sector) * RawImage.Sector, RawImage.Sector);
                    sector.CopyTo(bytes.AsSpan(random.Next(19, bytes.Length / RawImage.Sector) * RawImage.Sector));
                    break;
            }
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
