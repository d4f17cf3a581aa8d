using System.Net;

namespace ConfigDrive.Operator.Copying.Client;

/// <summary>Makes of an answer without an image what went wrong, in one line that helps.</summary>
internal static class Refusal
{
    private const int LongestText = 300;

    /// <summary>A <see cref="CopyFaultException"/> where it is worth coming again, else a <see cref="CopyFailedException"/>.</summary>
    public static async Task<Exception> OfAsync(Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var line = $"{url} answered {(int)status}: {await TextAsync(response, cancellationToken)}";
        return status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new CopyFaultException(line, retryAfter: response.Headers.RetryAfter?.Delta)
            : new CopyFailedException($"{line} {Advice(status)}".TrimEnd());
    }

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "The token must be projected into this pod by the kubelet.",
        HttpStatusCode.Forbidden => "Only pods that the operator makes for a drive may copy it.",
        HttpStatusCode.NotFound => "Has the ConfigDrive been deleted, or is --source wrong?",
        HttpStatusCode.Conflict => "The drive has changed meanwhile; the operator starts a new copy.",
        _ => "",
    };

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            var text = new char[LongestText];
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
            var read = await reader.ReadBlockAsync(text, patience.Token);
            return string.Concat(text.Take(read).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        }
        catch (Exception exception)
            when (exception is IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return response.ReasonPhrase ?? "";
        }
    }
}
