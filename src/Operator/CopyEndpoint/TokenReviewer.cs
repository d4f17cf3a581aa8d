using ConfigDrive.Operator.Copying;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// Asks the API server whose a token is, each time: a copy pod asks once, so a cache would save nothing, and without one a token ends with its pod.
/// </summary>
/// <remarks>The extra fields are those of Kubernetes' <c>pkg/serviceaccount/util.go</c>.</remarks>
internal sealed class TokenReviewer(ResourceClient<V1TokenReview> reviews)
{
    private const string PodName = "authentication.kubernetes.io/pod-name";
    private const string PodUid = "authentication.kubernetes.io/pod-uid";

    /// <summary>The pod that a token is bound to; <c>null</c> when the token is not valid for our audience.</summary>
    /// <exception cref="CopyRefusedException">The token is valid, but not that of a service account, bound to a pod.</exception>
    public async Task<BoundPod?> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        var review = new V1TokenReview
        {
            ApiVersion = reviews.Definition.ApiVersion,
            Kind = reviews.Definition.Kind,
            Spec = new V1TokenReviewSpec { Token = token, Audiences = [CopyProtocol.Audience] },
        };
        var status = (await reviews.CreateAsync(review, cancellationToken)).Status;

        // An API server that knows no audiences confirms none: its answer would be about its own audience.
        return status is { Authenticated: true, User: { } user } && status.Audiences?.Contains(CopyProtocol.Audience) is true ? PodOf(user) : null;
    }

    private static BoundPod PodOf(V1UserInfo user) =>
        user.Username?.Split(':') is ["system", "serviceaccount", { Length: > 0 } @namespace, _]
        && One(user, PodName) is { } name && One(user, PodUid) is { } uid
            ? new BoundPod(new NamespacedName(@namespace, name), uid)
            : throw new CopyRefusedException(StatusCodes.Status403Forbidden, "NotBound", "The token is not that of a service account, bound to a pod.");

    private static string? One(V1UserInfo user, string key) =>
        user.Extra?.TryGetValue(key, out var values) is true && values is [{ Length: > 0 } value] ? value : null;
}

/// <summary>A pod as its bound token names it.</summary>
internal sealed record BoundPod(NamespacedName Name, string Uid);
