namespace ConfigDrive.TestControlPlane;

/// <summary>The checkout that the running tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds Operator.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>
    /// The folder with KubeVirt's custom resource definitions: <c>KUBEVIRT_CRDS</c> (a relative path starts at <see cref="Root"/>), else the
    /// project's own reduced ones.
    /// </summary>
    public static string KubeVirtCustomResourceDefinitions => Path.GetFullPath(
        Environment.GetEnvironmentVariable("KUBEVIRT_CRDS") is { Length: > 0 } folder ? folder : Path.Join("config", "testing", "kubevirt-crds"),
        Root);

    internal static string ControlPlaneScript => Path.Join(Root, "hack", "control-plane");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Operator.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Operator.sln: run the tests from a checkout.");
    }
}
