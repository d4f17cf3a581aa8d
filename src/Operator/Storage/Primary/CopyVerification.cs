using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Compares what a copy pod read back from its claim with the image in the library.</summary>
internal sealed class CopyVerification(SecondaryStore library, RevisionKey key)
{
    /// <summary>
    /// Whether the pod's digest is that of the revision's image; <c>null</c> when the library does not hold that image, for then the digest
    /// tells nothing.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public async Task<bool?> IsRightAsync(V1Pod pod, LibraryPath path, string revision, CancellationToken cancellationToken)
    {
        await using var image = library.OpenRead(path);
        if (await key.RevisionOfAsync(image, cancellationToken) != revision)
        {
            return null;
        }

        image.Position = 0;
        var expected = await CopyDigest.OfAsync(key.CopyKeyFor(pod.Metadata.Uid ?? "", revision), image, cancellationToken);
        return CopyPod.DigestOf(pod) == expected;
    }
}
