using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Tests.Copying;

public sealed class CopyDigestTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private static readonly RevisionKey Key = new(Secret);

    [Fact]
    public void Key_OfAPodAndRevision_IsAsTheProtocolFixesIt() => Assert.Equal(
        HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("copy\n0b6f…\nabcdefgh27")), Key.CopyKeyFor("0b6f…", "abcdefgh27"));

    [Fact]
    public void Key_OfAnotherPodOrRevision_IsAnother() =>
        Assert.Distinct(new[] { Key.CopyKeyFor("a", "r"), Key.CopyKeyFor("b", "r"), Key.CopyKeyFor("a", "s") }.Select(Convert.ToHexString));

    [Fact]
    public async Task Digest_OfAnImage_IsItsKeyedHashInLowerCase()
    {
        var key = Key.CopyKeyFor("a", "r");
        var image = RandomNumberGenerator.GetBytes(100_000);

        Assert.Equal(
            Convert.ToHexString(HMACSHA256.HashData(key, image)).ToLowerInvariant(),
            await CopyDigest.ComputeAsync(key, new MemoryStream(image), TestContext.Current.CancellationToken));
    }
}
