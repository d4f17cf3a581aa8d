using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Checking;

public sealed class MutationTests
{
    private static readonly byte[] Sound = Trees.Write(
        [.. Trees.SampleDrive(), Trees.File("empty", ""), .. Enumerable.Range(0, 30).Select(i => Trees.File($"many/{i}", ""))]);

    public static TheoryData<string> Names => [.. Mutations.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Mutation_OfASoundImage_IsFoundByItsRule(string name)
    {
        var (rule, mutate) = Mutations.All[name];
        var image = new RawImage(Sound.ToArray());

        mutate(image);

        Assert.Empty(IsoChecker.Check(Sound));
        Assert.NotEqual(Sound, image.Bytes);
        Assert.Contains(rule, IsoChecker.Check(image.Bytes).Select(finding => finding.Rule));
    }

    [Fact]
    public void Image_CutOffAnywhere_IsFound()
    {
        for (var length = 0; length < Sound.Length; length += 1000)
        {
            Assert.NotEmpty(IsoChecker.Check(Sound.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Bit_FlippedAnywhereBeforeTheContents_IsFound()
    {
        var shared = IsoContent.FromBytes("shared"u8.ToArray());
        var bytes = Trees.Write(
            new IsoFile("dir/sub/link-1", shared), new IsoFile(
                "dir/link-2.txt",
                shared), Trees.File("even.x", "x"), Trees.File("empty", ""));
        var contents = IsoReader.Open(bytes).ReadTree(IsoNameTree.Primary)
            .Where(entry => entry.Kind == IsoEntryKind.File && entry.Length > 0)
            .Min(entry => entry.FirstBlock);
        var missed = new List<int>();
        for (var position = RawImage.Primary; position < contents * RawImage.Sector; position++)
        {
            var original = bytes[position];
            bytes[position] ^= (byte)(1 << (position % 8));
            if (IsoChecker.Check(bytes).Count == 0)
            {
                missed.Add(position);
            }

            bytes[position] = original;
        }

        Assert.Empty(missed);
    }
}
