using System.Net;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Client.Credentials;
using ConfigDrive.Kubernetes.Leadership;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>What a request goes through between the caller and the server.</summary>
public sealed class KubernetesClientTests : IAsyncLifetime
{
    private const string Found = """{"metadata":{"name":"a","resourceVersion":"1"}}""";
    private static readonly NamespacedName Key = new("ns", "a");
    private readonly VirtualTime time = new() { SkipsWaits = true };
    private ScriptedApiServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await ScriptedApiServer.StartAsync(Cancellation);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact(Timeout = Deadline.Short)]
    public async Task Read_ServersFault_IsRepeated()
    {
        server.ThenFails(500, "InternalError").ThenFails(503, "ServiceUnavailable").Then(Found);
        using var client = Client();
        Assert.Equal("a", (await client.Resource(Resources.Pods).GetAsync(Key, Cancellation)).Metadata.Name);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Write_ServersFault_IsNotRepeatedForItMayHaveBeenCarriedOut()
    {
        server.ThenFails(500, "InternalError").Then(Found);
        using var client = Client();
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Pods).DeleteAsync(Key, cancellationToken: Cancellation));
        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory(Timeout = Deadline.Short)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Write_RefusedWithRetryAfter_IsRepeatedAfterThatTime(int status)
    {
        server.ThenFails(status, "TooManyRequests", retryAfter: "7").Then(Found);
        var start = time.GetTimestamp();
        using var client = Client();
        Assert.True(await client.Resource(Resources.Pods).DeleteAsync(Key, cancellationToken: Cancellation));
        Assert.True(time.GetElapsedTime(start) >= TimeSpan.FromSeconds(7));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Request_AlwaysRefused_GivesUpWithTheLastAnswer()
    {
        for (var i = 0; i < 10; i++)
        {
            server.ThenFails(429, "TooManyRequests", retryAfter: "1");
        }

        using var client = Client();
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Pods).GetAsync(Key, Cancellation));
        Assert.Equal(HttpStatusCode.TooManyRequests, error.StatusCode);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Request_NoAnswer_IsATimeoutThatNamesTheRequest()
    {
        using var client = new KubernetesClient(server.Configuration with { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.Resource(Resources.Pods).GetAsync(Key, Cancellation));
        Assert.Contains("GET /api/v1/namespaces/ns/pods/a", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Request_AnswerOfAProxy_IsQuotedInShort()
    {
        server.Then("<html>\nBad gateway" + new string('.', 5000), 404);
        using var client = Client();
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Pods).GetAsync(Key, Cancellation));
        Assert.Contains("<html> Bad gateway", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1100);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Request_TokenWasRenewed_IsRepeatedOnceWithTheNewOne()
    {
        var tokens = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var refuses = i == 0;
            server.Then(context =>
            {
                tokens.Add(context.Request.Headers.Authorization.ToString());
                context.Response.StatusCode = refuses ? 401 : 200;
                return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(refuses ? "" : Found)).AsTask();
            });
        }

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "old\n", Cancellation);
        var credential = new TokenFileCredential(file, new VirtualTime());
        await credential.GetHeaderAsync(Cancellation);
        await File.WriteAllTextAsync(file, "new\n", Cancellation);
        using var client = new KubernetesClient(server.Configuration with { Credential = credential });
        await client.Resource(Resources.Pods).GetAsync(Key, Cancellation);
        Assert.Equal(["Bearer old", "Bearer new"], tokens);
        File.Delete(file);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Write_FenceIsUp_IsNotSentAndReadsAndReviewsAre()
    {
        server.Then(Found).Then("""{"metadata":{},"status":{"authenticated":false}}""");
        var configuration = server.Configuration with { WriteFence = () => throw new LeadershipLostException("not leading") };
        using var client = new KubernetesClient(configuration);
        await Assert.ThrowsAsync<LeadershipLostException>(() => client.Resource(Resources.Pods).DeleteAsync(Key, cancellationToken: Cancellation));
        await client.Resource(Resources.Pods).GetAsync(Key, Cancellation);
        await client.Resource(Resources.TokenReviews).CreateAsync(new V1TokenReview(), Cancellation);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Read_BodyIsCutOff_IsRepeated()
    {
        server.Then(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync(Found[..10]);
            context.Abort();
        }).Then(Found);
        using var client = Client();
        Assert.Equal("a", (await client.Resource(Resources.Pods).GetAsync(Key, Cancellation)).Metadata.Name);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_BodyComesInDrops_IsReadWhole()
    {
        var items = string.Join(',', Enumerable.Range(0, 40).Select(i => $$$$"""{"metadata":{"name":"n{{{{i}}}}","labels":{"é":"\"{}[]\\"}}}"""));
        var json = System.Text.Encoding.UTF8.GetBytes($$$"""{"metadata":{"resourceVersion":"9","remainingItemCount":1},"items":[{{{items}}}],"more":{"items":[1]}}""");
        server.Then(async context =>
        {
            foreach (var chunk in json.Chunk(7))
            {
                await context.Response.Body.WriteAsync(chunk);
                await context.Response.Body.FlushAsync();
            }
        });
        using var client = Client();
        var list = await client.Resource(Resources.Pods).ListAsync(new ListOptions(), Cancellation);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"n{i}"), list.Items.Select(item => item.Metadata.Name));
        Assert.Equal("\"{}[]\\", list.Items[39].Metadata.Labels!["é"]);
        Assert.Equal("9", list.ResourceVersion);
        Assert.Null(list.Continue);
    }

    private KubernetesClient Client() => new(server.Configuration with { RequestTimeout = TimeSpan.FromDays(1) }, new RetriesAtOnce(time));

    /// <summary>Skips the waits between attempts but not the time limit of an attempt, which no test here reaches.</summary>
    private sealed class RetriesAtOnce(VirtualTime time) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime >= TimeSpan.FromHours(1) ? Timeout.InfiniteTimeSpan : dueTime, period);

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;
    }
}
