using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.Tests.Copying;

public sealed class CopyPathTests
{
    private const string Written = "/v1alpha1/namespaces/tenant-a/configdrives/web-1.example/revisions/abcdefgh27";

    [Fact]
    public void Path_OfARevision_IsReadBackAsItIsWritten()
    {
        var path = new CopyPath(new("tenant-a", "web-1.example"), "abcdefgh27");

        Assert.Equal(Written, path.ToString());
        Assert.Equal(path, CopyPath.Parse(Written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("*")]
    [InlineData(Written + "/")]
    [InlineData("/" + Written)]
    [InlineData(Written + "?x=1")]
    [InlineData(Written + "#x")]
    [InlineData(Written + "\0")]
    [InlineData("https://127.0.0.1" + Written)]
    [InlineData("/v1alpha1/namespaces/../configdrives/web-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/../revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/./web-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-b/../tenant-a/configdrives/web-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/..%2fweb-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/%2e%2e/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant%2Da/configdrives/web-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/web-1/revisions/")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/web-1/revisions/ABCDEFGH27")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/web-1/revisions/abcdefgh2")]
    [InlineData("/v1alpha1/namespaces/tenant-a/configdrives/web-1/revisions/abcdefgh019")]
    [InlineData("/v1alpha1/namespaces/Tenant/configdrives/web-1/revisions/abcdefgh27")]
    [InlineData("/v1alpha1/namespaces//configdrives/web-1/revisions/abcdefgh27")]
    [InlineData("/v1/namespaces/tenant-a/configdrives/web-1/revisions/abcdefgh27")]
    public void Path_OfAnythingElse_IsNone(string target) => Assert.Null(CopyPath.Parse(target));
}
