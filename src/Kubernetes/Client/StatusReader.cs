using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Makes an exception from an answer that is a failure: a <see cref="V1Status"/>, or whatever a proxy in between said.</summary>
internal static class StatusReader
{
    private const int LongestText = 300;

    public static async Task<KubernetesException> ReadAsync(string request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = Parse(body) ?? new V1Status
        {
            Code = (int)response.StatusCode,
            Message = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestText))).ReplaceLineEndings(" ").Trim(),
        };
        return new KubernetesException(request, status, response.StatusCode, RetryAfter(response.Headers.RetryAfter));
    }

    private static V1Status? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubernetesJsonContext.Default.V1Status) is { Status: not null } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // API servers send seconds, never a date.
    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta;
}
