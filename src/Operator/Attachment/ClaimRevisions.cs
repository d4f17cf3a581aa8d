using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Which revision lies in a claim.</summary>
/// <param name="marked">The revision that a claim is marked with; <c>null</c> when it is not, or none of ours.</param>
internal sealed class ClaimRevisions(Func<NamespacedName, string?> marked)
{
    /// <summary>Revision of the image in the claim named <paramref name="claimName"/>; <c>null</c> when it is none of ours.</summary>
    public string? Of(ReconcileContext run, string claimName) => run.Status.Primary is { } primary && primary.ClaimName == claimName
        ? primary.Revision
        : marked(new NamespacedName(run.Drive.Metadata.Namespace ?? "", claimName));
}
