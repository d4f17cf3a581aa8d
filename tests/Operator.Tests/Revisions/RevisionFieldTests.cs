using System.Buffers;
using System.Text;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Tests.Revisions;

/// <summary>What an image says of its own revision, and which images are a revision's.</summary>
public sealed class RevisionFieldTests
{
    // As a guest's script finds it: dd if=/dev/disk/by-label/config-2 bs=1 skip=33651 count=10.
    private const int Position = 33651;

    private static readonly RevisionKey Key = new(new byte[32]);
    private static readonly IsoImage Image = ImageOf(4);
    private static readonly string Revision = Key.RevisionOf(Image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Image_Marked_HoldsItsRevisionWhereGuestsLook_FollowedByZeroes()
    {
        var bytes = Bytes(RevisionField.Mark(Image, Revision));

        Assert.Equal(Revision.PadRight(512, '\0'), Encoding.Latin1.GetString(bytes, Position, 512));
        Assert.Equal((Position, Position + 512), (RevisionField.Start, RevisionField.End));
        Assert.Equal(Revision, RevisionField.Read(IsoReader.Open(bytes)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3 * 1024 * 1024)]
    public async Task Revision_OfAMarkedImage_IsThatOfTheBlankOne(int size)
    {
        var blank = ImageOf(size);
        var revision = Key.RevisionOf(blank);
        var marked = RevisionField.Mark(blank, revision);

        Assert.Equal(revision, Key.RevisionOf(marked));
        Assert.Equal(revision, await StoredAsync(Bytes(marked), revision));
        Assert.Equal(revision, await StoredAsync(Bytes(blank), revision));
    }

    [Fact]
    public async Task Revision_OfAStoredImageThatComesInPieces_IsTheSame()
    {
        using var pieces = new PieceStream(Bytes(RevisionField.Mark(Image, Revision)));

        Assert.Equal(Revision, await Key.DigestOfAsync(pieces, Revision, Token));
    }

    [Theory]
    [InlineData("aaaaaaaaaa")]
    [InlineData("a")]
    [InlineData("no digest at all, but a long text of somebody else")]
    public async Task Image_ThatNamesSomethingElse_IsNoRevisions(string text) =>
        Assert.Null(await StoredAsync(Bytes(RevisionField.Mark(Image, text))));

    [Theory]
    [InlineData(Position)]
    [InlineData(Position + 9)]
    [InlineData(Position + 10)]
    [InlineData(Position + 511)]
    public async Task Image_WhoseFieldWasTouched_IsNoRevisions(int position)
    {
        var bytes = Bytes(RevisionField.Mark(Image, Revision));
        bytes[position] ^= 1;

        Assert.Null(await StoredAsync(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Position - 1)]
    [InlineData(Position + 512)]
    [InlineData(-1)]
    public async Task Image_TouchedBesideTheField_IsNotOfItsRevision(int position)
    {
        var bytes = Bytes(RevisionField.Mark(Image, Revision));
        bytes[position < 0 ? bytes.Length - 1 : position] ^= 1;

        Assert.NotEqual(Revision, await StoredAsync(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(Position)]
    [InlineData(Position + 10)]
    [InlineData(Position + 511)]
    public async Task Image_ThatEndsBeforeItsFieldDoes_HasAnotherDigest(int length)
    {
        var start = Bytes(RevisionField.Mark(Image, Revision))[..length];

        Assert.Equal(Key.DigestOf(start), await StoredAsync(start));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHIJ")]
    [InlineData("abcdefghij and more")]
    [InlineData("MKISOFS ")]
    public void Revision_OfAnImageThatNamesNone_IsNull(string text) => Assert.Null(RevisionField.Read(IsoReader.Open(Bytes(RevisionField.Mark(Image, text)))));

    private static Task<string?> StoredAsync(byte[] bytes, string? revision = null) => Key.DigestOfAsync(new MemoryStream(bytes), revision ?? Revision, Token);

    private static IsoImage ImageOf(int size) =>
        IsoImage.Create([new IsoFile("a", IsoContent.FromBytes(new byte[size]))], new IsoImageOptions { VolumeLabel = "config-2" });

    private static byte[] Bytes(IsoImage image)
    {
        var bytes = new ArrayBufferWriter<byte>();
        image.WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Gives 1000 bytes at a time at most, as a network file system may.</summary>
    private sealed class PieceStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }
}
