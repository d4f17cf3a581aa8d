using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The files of the secondary store.</summary>
internal static class LibraryFiles
{
    /// <summary>Images, each with its inode and the time of its last change: any write shows, also one of the same bytes.</summary>
    public static async Task<IReadOnlyList<string>> ImagesAsync()
    {
        string[] arguments = [EndToEndFixture.Library, "-name", "*.iso", "-printf", "%p %i %T@\n"];
        var found = await ShellCommand.RunAsync("find", arguments, input: null, TestContext.Current.CancellationToken);
        return [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    /// <summary>Files that are no images: such as one that was being written when the operator was killed.</summary>
    public static IEnumerable<string> Others() =>
        Directory.EnumerateFiles(EndToEndFixture.Library, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "configdrive.iso");
}
