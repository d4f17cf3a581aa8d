using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>An image that the operator's copy endpoint sends.</summary>
/// <param name="url">URL of the revision.</param>
/// <param name="tokenFile">File with the token; read at each attempt, as the kubelet renews it.</param>
/// <param name="trust">How the endpoint's certificate is verified.</param>
internal sealed class EndpointSource(Uri url, string tokenFile, SslClientAuthenticationOptions trust) : IImageSource, IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    // A token must go only to the endpoint itself: no proxy, no redirection.
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

    public async Task<SourceImage> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ReadTokenAsync(cancellationToken));
        var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            using (response)
            {
                throw await Refusal.ReadAsync(url, response, cancellationToken);
            }
        }

        var length = response.Content.Headers.ContentLength;
        return length is > 0 and <= ContentLimits.ImageBytes
            ? new SourceImage(await response.Content.ReadAsStreamAsync(cancellationToken), length.Value, DigestKeyOf(response))
            : throw new CopyException(
                $"{url} sends an image of {length?.ToString(provider: null) ?? "unknown"} bytes; a drive has 1 to {ContentLimits.ImageBytes}.");
    }

    public void Dispose() => http.Dispose();

    private async Task<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(tokenFile, cancellationToken)).Trim();
            return token.Length > 0 && token.All(char.IsAscii) && !token.Any(char.IsControl)
                ? token
                : throw new CopyException($"--token-file: {tokenFile} does not contain a token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CopyException(
                $"--token-file: {exception.Message} Mount a projected service-account token for the audience {CopyProtocol.Audience} there.", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTime);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new TransientCopyException($"{Endpoint} cannot be reached: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientCopyException($"{Endpoint} did not answer within {AnswerTime.TotalSeconds} s.", exception);
        }
    }

    private byte[] DigestKeyOf(HttpResponseMessage response)
    {
        var key = new byte[CopyDigest.KeyBytes];
        return response.Headers.TryGetValues(CopyProtocol.DigestKeyHeader, out var values)
            && values.ToArray() is [var value] && Convert.TryFromBase64String(value, key, out var written) && written == key.Length
            ? key
            : throw new CopyException($"{url} answered without a usable {CopyProtocol.DigestKeyHeader}: it is not a copy endpoint.");
    }
}

/// <summary>Explains an answer without an image, in one line.</summary>
internal static class Refusal
{
    private const int LongestText = 300;

    /// <summary>A <see cref="TransientCopyException"/> where a retry may help, else a <see cref="CopyException"/>.</summary>
    public static async Task<Exception> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var line = $"{url} answered {(int)status}: {await TextAsync(response, cancellationToken)}";
        return status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new TransientCopyException(line, retryAfter: response.Headers.RetryAfter?.Delta)
            : new CopyException($"{line} {Advice(status)}".TrimEnd());
    }

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "The token must be projected into this pod by the kubelet.",
        HttpStatusCode.Forbidden => "Only pods that the operator makes for a drive may copy it.",
        HttpStatusCode.NotFound => "Has the ConfigDrive been deleted, or is --source wrong?",
        HttpStatusCode.Conflict => "The drive has changed; the operator starts a new copy.",
        _ => "",
    };

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            var text = new char[LongestText];
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(timeout.Token));
            var read = await reader.ReadBlockAsync(text, timeout.Token);
            return string.Concat(text.Take(read).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        }
        catch (Exception exception)
            when (exception is IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return response.ReasonPhrase ?? "";
        }
    }
}
