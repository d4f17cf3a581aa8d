using ConfigDrive.Operator.Storage;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>Decides which pod may copy which drive. Asked only for pods whose token the API server vouches for.</summary>
public interface ICopyGrants
{
    /// <summary>
    /// Where the image of the drive lies in the library, if <paramref name="pod"/> is a copy pod of that drive; else <c>null</c>. Whether what
    /// lies there is the wanted revision need not be looked at: the endpoint reads that from the bytes.
    /// </summary>
    /// <param name="wanted">The drive and revision that the pod asks for; the drive is in the pod's namespace.</param>
    /// <param name="pod">The pod that its token is bound to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<LibraryPath?> FindAsync(CopyPath wanted, BoundPod pod, CancellationToken cancellationToken);
}
