using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Tests.Revisions;

public sealed class RevisionKeyTests
{
    private static readonly RevisionKey Key = new(new byte[32]);

    [Fact]
    public void Identifier_TellsKeysApart_AndIsNoDigestOfAnythingElse()
    {
        using var third = new RevisionKey(Enumerable.Repeat((byte)1, 32).ToArray());

        // printf 'revision key' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00 -binary | base32 | tr A-Z a-z | cut -c1-10
        Assert.Equal("bxvmlicrt5", Key.Id);
        Assert.NotEqual(Key.Id, third.Id);
        Assert.True(RevisionKey.IsDigest(Key.Id));
    }

    [Fact]
    public void Digest_OfKnownBytes_IsTheKnownHmac()
    {
        // printf abc | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00 -binary | base32 | tr A-Z a-z | cut -c1-10
        Assert.Equal("7v5nwfjmax", Key.DigestOf("abc"u8));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3 * 1024 * 1024)]
    public async Task Revision_OfAnImage_IsThatOfItsStoredBytes(int size)
    {
        var image = IsoImage.Create([new IsoFile("a", IsoContent.FromBytes(new byte[size]))], new IsoImageOptions { VolumeLabel = "config-2" });
        using var stored = new MemoryStream();
        await image.WriteToAsync(stored, TestContext.Current.CancellationToken);
        stored.Position = 0;

        Assert.Equal(Key.RevisionOf(image), await Key.DigestOfAsync(stored, Key.RevisionOf(image), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Digest_UnderAnotherKey_Differs() =>
        Assert.NotEqual(Key.DigestOf("abc"u8), new RevisionKey(Enumerable.Repeat((byte)1, 32).ToArray()).DigestOf("abc"u8));
}
