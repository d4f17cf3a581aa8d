using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Copying.Client;

/// <summary>An image that the operator's copy endpoint sends.</summary>
/// <param name="url">URL of the revision.</param>
/// <param name="tokenFile">File with the token; read at each attempt, as the kubelet renews it.</param>
/// <param name="trust">How the endpoint's certificate is judged.</param>
internal sealed class EndpointSource(Uri url, string tokenFile, SslClientAuthenticationOptions trust) : IImageSource, IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    // A token must go nowhere but to the endpoint itself: no proxy, no redirection.
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        SslOptions = trust,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private string Endpoint => url.GetLeftPart(UriPartial.Authority);

    /// <inheritdoc/>
    public async Task<SourceImage> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ReadTokenAsync(cancellationToken));
        var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            using (response)
            {
                throw await Refusal.OfAsync(url, response, cancellationToken);
            }
        }

        var length = response.Content.Headers.ContentLength;
        return length is > 0 and <= ContentLimits.ImageBytes
            ? new SourceImage(await response.Content.ReadAsStreamAsync(cancellationToken), length.Value, DigestKeyOf(response))
            : throw new CopyFailedException(
                $"{url} sends an image of {length?.ToString(provider: null) ?? "unknown"} bytes; a drive has 1 to {ContentLimits.ImageBytes}.");
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(tokenFile, cancellationToken)).Trim();
            return token.Length > 0 && token.All(char.IsAscii) && !token.Any(char.IsControl)
                ? token
                : throw new CopyFailedException($"--token-file: {tokenFile} holds no token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CopyFailedException(
                $"--token-file: {exception.Message} Mount a projected service-account token for the audience {CopyProtocol.Audience} there.", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerTime);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new CopyFaultException($"{Endpoint} cannot be reached: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CopyFaultException($"{Endpoint} did not answer within {AnswerTime.TotalSeconds} s.", exception);
        }
    }

    private byte[] DigestKeyOf(HttpResponseMessage response)
    {
        var key = new byte[CopyDigest.KeyBytes];
        return response.Headers.TryGetValues(CopyProtocol.DigestKeyHeader, out var values)
            && values.ToArray() is [var value] && Convert.TryFromBase64String(value, key, out var written) && written == key.Length
            ? key
            : throw new CopyFailedException($"{url} answered without a usable {CopyProtocol.DigestKeyHeader}: it is no copy endpoint.");
    }
}
