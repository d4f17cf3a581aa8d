using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Admission;
using ConfigDrive.Kubernetes.Serving;

namespace ConfigDrive.Kubernetes.Tests.Admission;

public sealed class AdmissionWebhookTests
{
    private const string Path = "/validate";
    private const string Review = """{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "7", "operation": "CREATE", "namespace": "a", "object": {"b": 1}}}""";

    [Fact(Timeout = Deadline.Short)]
    public Task Review_Refused_IsAnsweredWithItsUidAndTheStatus() => WithAsync(async http =>
    {
        using var response = await PostAsync(http, Path, Review);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var expected = """{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {"uid": "7", "allowed": false, "status": {"message": "CREATE a 1", "code": 429}}}""";
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(answer)), answer);
    });

    [Theory(Timeout = Deadline.Short)]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": null}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"operation": "CREATE"}}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": 7}}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1beta1", "kind": "AdmissionReview", "request": {"uid": "7"}}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "TokenReview", "request": {"uid": "7"}}""")]
    [InlineData("""{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "7", "object": {"b": 1""")]
    public Task Body_ThatIsNoReview_IsABadRequest(string body) => WithAsync(async http =>
    {
        using var response = await PostAsync(http, Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    });

    [Fact(Timeout = Deadline.Short)]
    public Task Body_ThatIsTooLarge_IsNotRead() => WithAsync(async http =>
    {
        using var response = await PostAsync(http, Path, Review + new string(' ', 4096));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    });

    [Fact(Timeout = Deadline.Short)]
    public Task Body_ThatDoesNotCome_IsCutOff() => WithAsync(TimeSpan.FromSeconds(1), async http =>
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{{"), TestContext.Current.CancellationToken);

        Assert.Equal(0, await EndAsync(stream));
    });

    [Fact(Timeout = Deadline.Short)]
    public Task Request_ToAnotherPathOrByAnotherMethod_IsToldSo() => WithAsync(async http =>
    {
        using var elsewhere = await PostAsync(http, "/", Review);
        using var get = await http.GetAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    });

    private static Task WithAsync(Func<HttpClient, Task> test) => WithAsync(TimeSpan.FromMinutes(1), test);

    private static async Task WithAsync(TimeSpan requestTime, Func<HttpClient, Task> test)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var limits = new AdmissionLimits { ReviewBytes = 4096, RequestTime = requestTime };
        var webhook = new AdmissionWebhook(Path, Refuse, limits, TimeProvider.System);
        var server = new HttpServer(webhook.AnswerAsync, new IPEndPoint(IPAddress.Loopback, 0)) { Limit = limits.ApplyTo };
        var running = server.RunAsync(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{await server.PortAsync}") };
        await test(http);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Waits for the end of a connection, and tells how many bytes came.</summary>
    private static async Task<int> EndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0; // Reset.
        }
    }

    private static AdmissionResponse Refuse(AdmissionRequest request) =>
        AdmissionResponse.Deny(new V1Status { Code = 429, Message = $"{request.Operation} {request.Namespace} {request.Object?.GetProperty("b")}" });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
