using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>A secondary store that takes nothing for a while.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class StoreTests(EndToEndFixture cluster)
{
    private const string Ready = "Ready";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_Full_IsToldAndSpaceHeals()
    {
        EndToEndFixture.Need();
        var tenant = cluster.Standing.Files;
        var filler = Path.Join(EndToEndFixture.Library, "filler");
        try
        {
            Fill(filler);
            await tenant.ChangeAsync("full", "web-1");
            TestContext.Current.TestOutputHelper!.WriteLine(await tenant.ReasonAsync("web-1", Ready, "SecondaryStoreFull"));
        }
        finally
        {
            File.Delete(filler);
        }

        await tenant.HoldsAsync("web-1", "full");
        await tenant.AssertHoldsWhatRenderGivesAsync();
    }

    [Fact]
    public async Task Store_MountedReadOnly_IsToldAndWritingHeals()
    {
        EndToEndFixture.Need();
        var tenant = cluster.Standing.Files;
        await RemountAsync("ro");
        try
        {
            await tenant.ChangeAsync("read-only", "web-1");
            TestContext.Current.TestOutputHelper!.WriteLine(await tenant.ReasonAsync("web-1", Ready, "SecondaryStoreReadOnly"));
        }
        finally
        {
            await RemountAsync("rw");
        }

        await tenant.HoldsAsync("web-1", "read-only");
        await tenant.AssertHoldsWhatRenderGivesAsync();
    }

    private static Task<string> RemountAsync(string option) =>
        ShellCommand.RunAsync("mount", ["--options", $"remount,{option}", EndToEndFixture.Library], input: null, Token);

    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (var position = 0L; ; position += block.Length)
            {
                RandomAccess.Write(file, block, position);
            }
        }
        catch (IOException)
        {
            // There is no space left.
        }
    }
}
