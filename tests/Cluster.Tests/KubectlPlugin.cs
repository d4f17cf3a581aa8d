using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The program as kubectl finds its plugins: under the name kubectl-configdrive on the PATH.</summary>
internal static class KubectlPlugin
{
    /// <summary>Runs <c>kubectl configdrive</c> with a kubeconfig; returns what it wrote on standard output.</summary>
    /// <exception cref="ShellCommandException">It failed; the message has what it wrote on standard error.</exception>
    public static async Task<string> RunAsync(ControlPlane controlPlane, string kubeConfig, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("configdrive-plugin-");
        try
        {
            File.CreateSymbolicLink(Path.Join(folder.FullName, "kubectl-configdrive"), OperatorCommand.Program);
            return await ShellCommand.RunAsync(
                "env",
                [$"PATH={folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", $"KUBECONFIG={kubeConfig}", controlPlane.Kubectl, "configdrive", .. arguments],
                input: null,
                TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
