using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Rendering;

public sealed class SecretAccessTests : IDisposable
{
    private const string Request = "GET /api/v1/namespaces/tenant/secrets/userdata";

    private readonly ScriptedApi api = new();

    public void Dispose() => api.Dispose();

    [Theory]
    [InlineData("All", "", Reasons.Rendered)]
    [InlineData("Label", "", Reasons.SecretNotAllowed)]
    [InlineData("Label", "\"configdrive.dev/readable\": \"false\"", Reasons.SecretNotAllowed)]
    [InlineData("Label", "\"configdrive.dev/readable\": \"true\"", Reasons.Rendered)]
    public async Task Secret_IsReadWhereTheOperatorMayAndItsLabelSaysSo(string access, string labels, string reason)
    {
        api.Answer(Request, $$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "userdata", "namespace": "tenant", "labels": { {{labels}} } }, "data": {"userdata": "eA=="} }""");

        Assert.Equal(reason, (await RenderAsync(access)).Reason);
    }

    [Fact]
    public async Task Secret_ThatDoesNotExist_IsToldAsOneThatMayNotBeRead()
    {
        var missing = await RenderAsync("Label");
        api.Answer(Request, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "userdata", "namespace": "tenant"} }""");
        var forbidden = await RenderAsync("Label");

        Assert.Equal((Reasons.SecretNotAllowed, missing.Message), (forbidden.Reason, forbidden.Message));
    }

    private async Task<StepResult> RenderAsync(string access)
    {
        var drive = FilledCaches.Drive("web");
        var spec = drive.Spec with { UserData = new Source { SecretKeyRef = new KeySelector { Name = "userdata", Key = "userdata" } } };
        var reader = new SourceReader(api.Client, Enum.Parse<SecretAccess>(access));
        using var key = new RevisionKey(new byte[32]);
        var cluster = FilledCaches.Create(api.Client);
        var renderer = new DriveRenderer(cluster, reader, new ClassReader(cluster.Classes, reader, new ContentDefaults()), key, new ContentDefaults());
        var context = new ReconcileContext(drive with { Spec = spec })
        {
            VirtualMachine = FilledCaches.ReadVirtualMachine(FilledCaches.VirtualMachine("vm", "claim")),
        };
        return await new RenderDrive(renderer, new KeyRenewal(cluster, new SecondaryStore("/nowhere"), key, TimeProvider.System)).RunAsync(context, TestContext.Current.CancellationToken);
    }
}
