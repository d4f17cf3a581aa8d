using System.Security.Cryptography;

namespace ConfigDrive.Operator.Copying;

/// <summary>
/// The digest by which a copy pod proves that the image lies on the claim: HMAC-SHA256 of the image's bytes under a key for this pod and
/// revision alone (<see cref="Reconciling.RevisionKey.CopyKeyFor"/>), in lower-case hexadecimal. Who reads a termination message learns nothing of the image.
/// </summary>
public static class CopyDigest
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>The digest of an image, read to its end.</summary>
    public static async Task<string> OfAsync(ReadOnlyMemory<byte> key, Stream image, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await HMACSHA256.HashDataAsync(key, image, cancellationToken));
}
