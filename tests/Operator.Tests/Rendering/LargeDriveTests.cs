using System.Text;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Rendering;

public sealed class LargeDriveTests : IDisposable
{
    private const string Whole = "GET /apis/configdrive.dev/v1alpha1/namespaces/tenant/configdrives/web";

    private readonly ScriptedApi api = new();
    private readonly RevisionKey key = new(new byte[32]);
    private readonly RenderDrive step;

    public LargeDriveTests()
    {
        var defaults = new ContentDefaults { MaxDriveBytes = 2 * 1024 * 1024 };
        var cluster = FilledCaches.Create(api.Client);
        var renderer = new DriveRenderer(cluster, new SourceReader(api.Client, SecretAccess.All), new ClassReader(cluster.Classes, new SourceReader(api.Client, SecretAccess.All), defaults), key, defaults);
        step = new RenderDrive(renderer, new KeyRenewal(cluster, new SecondaryStore("/nowhere"), key, TimeProvider.System));
    }

    public void Dispose()
    {
        key.Dispose();
        api.Dispose();
    }

    [Fact]
    public async Task ConfigDrive_KeptWithoutItsTexts_IsReadAsAWhole()
    {
        api.Answer(Whole, Json(generation: 1, text: "#cloud-config\n# the whole text\n"));

        var context = await RenderedAsync(Abridged());

        Assert.Equal(Reasons.Rendered, context.Last);
        Assert.Contains("# the whole text", await TextOfAsync(context.Context), StringComparison.Ordinal);
        Assert.Equal([Whole], api.Requests);
    }

    [Theory]
    [InlineData(2, "uid-web")]
    [InlineData(1, "uid-other")]
    public async Task ConfigDrive_ThatIsAnotherThanTheWatchReported_WaitsForTheWatch(int generation, string uid)
    {
        api.Answer(Whole, Json(generation, "#cloud-config\n", uid));

        var (_, reason) = await RenderedAsync(Abridged());

        Assert.Equal(Reasons.RenderQueued, reason);
    }

    [Fact]
    public async Task ConfigDrive_KeptWithoutItsTexts_IsCheckedWhenItIsRead()
    {
        api.Answer(Whole, """
            {"metadata": {"namespace": "tenant", "name": "web", "uid": "uid-web", "generation": 1},
             "spec": {"virtualMachineRef": {"name": "web-1"}, "files": [{"path": "relative", "content": {"inline": "x"} }]} }
            """);

        Assert.Equal(Reasons.InvalidContent, (await RenderedAsync(Abridged())).Last);
    }

    [Fact]
    public async Task Drive_LargerThanAllowed_IsRefusedBeforeAllOfItIsRead()
    {
        var (context, reason) = await RenderedAsync(WithFiles(count: 12, bytes: 700_000));

        Assert.Equal(Reasons.InvalidContent, reason);
        Assert.Equal(4, api.Requests.Count);
        Assert.Null(context.Status.Revision);
    }

    [Fact]
    public async Task Drive_WhoseTextIsLongerThanAllowed_IsRefusedBeforeItIsRead()
    {
        Assert.Equal(Reasons.InvalidContent, (await RenderedAsync(Abridged() with { OmittedCharacters = 3 * 1024 * 1024 })).Last);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task OtherKeysOfASecret_DoNotCount()
    {
        var drive = WithFiles(count: 1, bytes: 100);
        api.Answer("GET /api/v1/namespaces/tenant/secrets/file-0", Secret("file-0", 100, ("other", 3_000_000)));

        Assert.Equal(Reasons.Rendered, (await RenderedAsync(drive)).Last);
    }

    [Fact]
    public async Task LargeDrive_WhileAnotherIsInMemory_WaitsForItsTurnAndIsNotReadAgain_AndSmallOnesDoNot()
    {
        var large = WithFiles(count: 1, bytes: 600_000);
        var (first, _) = await RenderedAsync(large with { Metadata = large.Metadata with { Uid = "uid-first" } });

        var second = await RenderedAsync(large);
        var read = api.Requests.Count;
        var again = await RenderedAsync(large);
        Assert.Equal(read, api.Requests.Count);
        var small = await RenderedAsync(FilledCaches.Drive("small"));
        first.ReleaseImage();
        var third = await RenderedAsync(large);

        Assert.Equal((Reasons.RenderQueued, Reasons.RenderQueued, Reasons.Rendered, Reasons.Rendered), (second.Last, again.Last, small.Last, third.Last));
    }

    private static V1Alpha1ConfigDrive Abridged() => FilledCaches.Drive("web") with { OmittedCharacters = 2000 };

    private static string Json(int generation, string text, string uid = "uid-web") => $$"""
        {"metadata": {"namespace": "tenant", "name": "web", "uid": "{{uid}}", "generation": {{generation}} },
         "spec": {"virtualMachineRef": {"name": "web-1"}, "userData": {"base64": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}"} } }
        """;

    private static string Secret(string name, int bytes, params IEnumerable<(string Key, int Bytes)> more)
    {
        var data = more.Prepend(("file", bytes)).Select(each => $"\"{each.Item1}\": \"{Convert.ToBase64String(new byte[each.Item2])}\"");
        return $$"""{"metadata": {"namespace": "tenant", "name": "{{name}}"}, "data": { {{string.Join(", ", data)}} } }""";
    }

    private static async Task<string> TextOfAsync(ReconcileContext context)
    {
        using var bytes = new MemoryStream();
        await context.Rendered!.Image.WriteToAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private V1Alpha1ConfigDrive WithFiles(int count, int bytes)
    {
        for (var number = 0; number < count; number++)
        {
            api.Answer($"GET /api/v1/namespaces/tenant/secrets/file-{number}", Secret($"file-{number}", bytes));
        }

        var drive = FilledCaches.Drive("web");
        var files = Enumerable.Range(0, count).Select(number => new GuestFile
        {
            Path = $"/file-{number}",
            Content = new Source { SecretKeyRef = new KeySelector { Name = $"file-{number}", Key = "file" } },
        });
        return drive with { Spec = drive.Spec with { Files = [.. files] } };
    }

    private async Task<(ReconcileContext Context, string Last)> RenderedAsync(V1Alpha1ConfigDrive drive)
    {
        var context = new ReconcileContext(drive) { VirtualMachine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "claim")) };
        try
        {
            return (context, (await step.RunAsync(context, TestContext.Current.CancellationToken)).Reason);
        }
        catch (RenderLaterException exception)
        {
            return (context, StepFailure.Explain(exception).Reason);
        }
    }
}
