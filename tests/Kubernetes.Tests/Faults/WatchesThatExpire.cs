using System.Net;
using System.Text;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>
/// Stands between a client and the API server, and says of watches what a server says whose memory of events is too short: 410. Most end so at once, some
/// after one true event, so that deletions are told by a watch, by a list, and by neither until the next list.
/// </summary>
internal sealed class WatchesThatExpire(HttpMessageHandler server, int seed) : DelegatingHandler(server)
{
    private const string Expired =
        """{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","code":410,"message":"too old resource version"}}""";

    private readonly Random random = new(seed);

    /// <summary>The version of the last list that passed, which is that of all its pages.</summary>
    public string ListVersion { get; private set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal))
        {
            return await ListAsync(request, cancellationToken);
        }

        if (request.RequestUri.Query.Contains("sendInitialEvents", StringComparison.Ordinal))
        {
            return new HttpResponseMessage(HttpStatusCode.UnprocessableEntity);
        }

        if (random.Next(10) > 0)
        {
            return Answer(Expired + "\n");
        }

        using var watch = await base.SendAsync(request, cancellationToken);
        using var reader = new StreamReader(await watch.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        return Answer($"{await reader.ReadLineAsync(cancellationToken)}\n{Expired}\n");
    }

    private static HttpResponseMessage Answer(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    private async Task<HttpResponseMessage> ListAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var list = await base.SendAsync(request, cancellationToken);
        var text = await list.Content.ReadAsStringAsync(cancellationToken);
        ListVersion = text.Split("\"resourceVersion\":\"", 2)[1].Split('"')[0];
        list.Content = new StringContent(text, Encoding.UTF8, "application/json");
        return list;
    }
}
