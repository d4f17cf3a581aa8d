namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class RemovalTests(EndToEndFixture cluster)
{
    [Fact]
    public async Task Drives_AllDeleted_LeaveNothingInTheLibrary()
    {
        EndToEndFixture.Need();

        await cluster.ControlPlane.KubectlAsync("delete", "configdrives.configdrive.dev", "--all", "--all-namespaces", "--timeout=300s");

        Assert.Empty(await LibraryFiles.ImagesAsync());
    }
}
