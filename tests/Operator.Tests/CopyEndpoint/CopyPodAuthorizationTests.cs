using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.CopyEndpoint;

/// <summary>What we compare ourselves: an API server that would let too much pass does not open the endpoint.</summary>
public sealed class CopyPodAuthorizationTests : IDisposable
{
    private readonly ScriptedApi api = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => api.Dispose();

    [Theory]
    [InlineData("""["configdrive.dev"]""", "true", true)]
    [InlineData("""["other", "configdrive.dev"]""", "true", true)]
    [InlineData("""["https://kubernetes.default.svc"]""", "true", false)]
    [InlineData("[]", "true", false)]
    [InlineData("null", "true", false)]
    [InlineData("""["configdrive.dev"]""", "false", false)]
    public async Task Token_WhoseAudienceIsNotConfirmed_IsNotValid(string audiences, string authenticated, bool isValid)
    {
        api.Answer("POST /apis/authentication.k8s.io/v1/tokenreviews", $$"""
            {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {}, "status": {
              "authenticated": {{authenticated}}, "audiences": {{audiences}},
              "user": {"username": "system:serviceaccount:tenant:default", "extra": {
                "authentication.kubernetes.io/pod-name": ["copy"], "authentication.kubernetes.io/pod-uid": ["pod"]} } } }
            """);

        var pod = await new TokenReviewer(api.Client.Resource(Resources.TokenReviews)).ReviewAsync("a-token", Token);

        Assert.Equal(isValid ? new BoundPod(new("tenant", "copy"), "pod") : null, pod);
    }

    [Theory]
    [InlineData("pod", "copy", "drive", "true", true)]
    [InlineData("another", "copy", "drive", "true", false)] // another pod took the name since
    [InlineData("pod", "web", "drive", "true", false)] // not a copy pod
    [InlineData("pod", "copy", "another", "true", false)] // another drive's
    [InlineData("pod", "copy", "drive", "false", false)] // a mere owner
    public async Task Pod_ThatIsNotTheDrivesOwnCopyPod_GetsNothing(
        string uid, string component, string owner, string controls, bool isGranted)
    {
        api.Answer("GET /api/v1/namespaces/tenant/pods/copy", $$"""
            {"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": {
              "namespace": "tenant", "name": "copy", "uid": "{{uid}}", "labels": {"app.kubernetes.io/component": "{{component}}"},
              "ownerReferences": [{"kind": "ConfigDrive", "name": "web", "uid": "{{owner}}", "controller": {{controls}} }]} }
            """);
        api.Answer("GET /apis/configdrive.dev/v1alpha1/namespaces/tenant/configdrives/web", """
            {"metadata": {"namespace": "tenant", "name": "web", "uid": "drive"}, "spec": {"virtualMachineRef": {"name": "web-1"}}, "status": {"revision": "abcdefgh27", "digest": "27abcdefgh"}}
            """);
        var (pods, drives) = (api.Client.Metadata(Resources.Pods), api.Client.Resource(OperatorResources.ConfigDrives));
        var wanted = new CopyPath(new("tenant", "web"), "abcdefgh27");

        var granted = await new CopyPodAuthorization(pods, drives).FindAsync(wanted, new BoundPod(new("tenant", "copy"), "pod"), Token);

        Assert.Equal(isGranted ? "ConfigDrive/tenant/web-1/configdrive.iso" : null, granted?.Path.ToString());
        Assert.Equal(isGranted ? "27abcdefgh" : null, granted?.Digest);
    }
}
