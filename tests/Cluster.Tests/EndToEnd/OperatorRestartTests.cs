namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class OperatorRestartTests(EndToEndFixture cluster)
{
    [Fact]
    public async Task Operator_Restarted_WritesNothing()
    {
        EndToEndFixture.Need();
        var images = await LibraryFiles.ImagesAsync();
        var writes = Writes();

        await cluster.Operator.RestartAsync();
        // Nothing to wait for: nothing is to happen.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(images, await LibraryFiles.ImagesAsync());
        Assert.Equal(writes, Writes());
    }

    private List<string> Writes() => [.. cluster.Standing.All.SelectMany(tenant => cluster.Audit.WritesIn(tenant.Name))];
}
