namespace ConfigDrive.Operator.Tests;

/// <summary>Finds files of the checkout from the folder of the test assembly.</summary>
internal static class RepositoryRoot
{
    private static readonly string Root = Find();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Operator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie in a checkout: there is no Operator.sln above them.");
    }
}
