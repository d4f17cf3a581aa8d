using ConfigDrive.Operator.Copying;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Lets a request in or refuses it. Whoever is not the drive's own copy pod learns nothing, not even whether the drive exists.</summary>
internal sealed class CopyAuthorizer(TokenReviewer reviewer, CopyPodAuthorization authorization)
{
    private const string Scheme = "Bearer ";

    /// <summary>The image that the request may have.</summary>
    /// <exception cref="CopyRefusedException">It may not have any.</exception>
    public async Task<GrantedImage> AdmitAsync(CopyRequest request)
    {
        if (!HttpMethods.IsGet(request.Context.Request.Method))
        {
            throw new CopyRefusedException(StatusCodes.Status405MethodNotAllowed, "WrongMethod", "Only GET is understood here.");
        }

        var wanted = request.Wanted ?? throw new CopyRefusedException(
            StatusCodes.Status404NotFound, "WrongPath", "There is only /v1alpha1/namespaces/NAMESPACE/configdrives/NAME/revisions/REVISION.");
        var token = TokenOf(request.Context.Request) ?? throw new CopyRefusedException(
            StatusCodes.Status401Unauthorized, "NoToken", "Show a service-account token: 'Authorization: Bearer TOKEN'.");
        try
        {
            var pod = request.Pod = await reviewer.ReviewAsync(token, request.Aborted) ?? throw new CopyRefusedException(
                StatusCodes.Status401Unauthorized, "InvalidToken",
                $"The token is not valid, has expired, or is not for the audience {CopyProtocol.Audience}; or its pod is gone.");
            var image = pod.Name.Namespace == wanted.Drive.Namespace ? await authorization.FindAsync(wanted, pod, request.Aborted) : null;
            return image ?? throw new CopyRefusedException(
                StatusCodes.Status403Forbidden, "NotGranted", $"Pod {pod.Name} is not a copy pod of ConfigDrive {wanted.Drive}.");
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException or TimeoutException or IOException)
        {
            var outcome = exception is KubernetesException { IsRefusal: true } ? "ReviewRefused" : "ClusterUnreachable";
            throw new CopyRefusedException(StatusCodes.Status503ServiceUnavailable, outcome, "The API server could not be asked who you are; try again.")
            {
                Cause = OneLine.From(exception.Message),
            };
        }
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value.Length > Scheme.Length
            ? value[Scheme.Length..]
            : null;
}
