using System.Net;
using System.Text;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Operator.Tests.Cluster;

/// <summary>An API server that answers what it was told, whatever an honest one would say; what it was not told of is not found.</summary>
internal sealed class ScriptedApi : HttpMessageHandler
{
    private readonly Dictionary<string, Func<string, (int Status, string Json)>> answers = [];

    public ScriptedApi() => Client = new KubernetesClient(
        new KubernetesClientConfiguration { Server = new Uri("https://nowhere.invalid"), WrapTransport = _ => this });

    public KubernetesClient Client { get; }

    /// <summary>Method and path of the requests so far.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Answers all requests of a method and path.</summary>
    public ScriptedApi Answer(string request, string json) => Answer(request, _ => json);

    /// <summary>Answers them with what is made of their body.</summary>
    public ScriptedApi Answer(string request, Func<string, string> json)
    {
        answers[request] = body => (200, json(body));
        return this;
    }

    /// <summary>Refuses them.</summary>
    public ScriptedApi Refuse(string request, int status, string reason)
    {
        answers[request] = _ => (status, Failure(status, reason));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        Requests.Add(line);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var (status, json) = answers.TryGetValue(line, out var answer) ? answer(body) : (404, Failure(404, "NotFound"));
        return new HttpResponseMessage((HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Client.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string Failure(int status, string reason) =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","code":{{status}},"message":"as scripted"}""";
}
