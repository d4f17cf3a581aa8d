using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Which revision is on a claim.</summary>
internal sealed class ClaimRevisions(ClusterCache cluster)
{
    /// <summary>Revision of the image on the claim named <paramref name="claimName"/>; <c>null</c> when the operator did not make it.</summary>
    public string? Find(ReconcileContext context, string claimName)
    {
        if (context.Status.Primary is { } primary && primary.ClaimName == claimName)
        {
            return primary.Revision;
        }

        var claim = cluster.Primary?.Claims.Store.Find(new NamespacedName(context.Drive.Metadata.Namespace ?? "", claimName));
        return claim is null ? null : ClaimAnnotations.RevisionOf(claim);
    }
}
