using System.Buffers.Binary;
using System.Security.Cryptography;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Operator.Revisions;

/// <summary>
/// Digests under a key that only the operator knows. An unkeyed digest of an image or of its inputs would let anybody who may read a
/// status try passwords against it.
/// </summary>
internal sealed class RevisionKey(ReadOnlyMemory<byte> key) : IDisposable
{
    /// <summary>Length of a digest in characters: 50 bits in base32.</summary>
    public const int DigestLength = 10;

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 section 6, lower case

    private readonly ImageDigest images = new(key.Span);

    /// <summary>Tells this key from others, and reveals nothing of it.</summary>
    public string Id { get; } = Encode(HMACSHA256.HashData(key.Span, "revision key"u8));

    /// <summary>The key itself, for its Secret alone.</summary>
    public ReadOnlyMemory<byte> Bytes => key;

    /// <summary>The revision of an image: HMAC-SHA256 of its bytes, with the <see cref="RevisionField"/> blank.</summary>
    public string RevisionOf(IsoImage image) => Encode(images.Compute(RevisionField.Blank(image)));

    /// <summary>
    /// The digest of a stored image, which is the revision unless that got its name under another key; <c>null</c> when the image is of another
    /// revision, because its <see cref="RevisionField"/> has neither that name nor nothing.
    /// </summary>
    public async Task<string?> DigestOfAsync(Stream image, string revision, CancellationToken cancellationToken)
    {
        var (digest, field) = await StoredImageDigest.ComputeAsync(key, image, cancellationToken);
        return RevisionField.NamesOrIsBlank(field, revision) ? Encode(digest) : null;
    }

    public string DigestOf(ReadOnlySpan<byte> bytes) => Encode(HMACSHA256.HashData(key.Span, bytes));

    /// <summary>
    /// The key of the digest by which one pod proves that it copied one revision: HMAC-SHA256 of <c>copy</c>, the pod's UID and the revision, a line
    /// each. It reveals nothing about this key, and need not be stored.
    /// </summary>
    public byte[] CopyKeyFor(string podUid, string revision) => HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"copy\n{podUid}\n{revision}"));

    /// <summary>Whether a text has the form of a digest.</summary>
    public static bool IsDigest(string text) => text.Length == DigestLength && text.All(character => Base32.Contains(character, StringComparison.Ordinal));

    public void Dispose() => images.Dispose();

    private static string Encode(ReadOnlySpan<byte> digest) =>
        string.Create(DigestLength, BinaryPrimitives.ReadUInt64BigEndian(digest), static (characters, bits) =>
        {
            foreach (ref var character in characters)
            {
                character = Base32[(int)(bits >> 59)];
                bits <<= 5;
            }
        });
}
