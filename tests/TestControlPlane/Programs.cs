namespace ConfigDrive.TestControlPlane;

/// <summary>The programs of a control plane, found (or made, once) by <c>hack/control-plane binaries</c>.</summary>
/// <param name="Kubectl">Path of kubectl.</param>
/// <param name="ExistingKubeConfig">With <c>USE_EXISTING_CLUSTER=true</c>, the kubeconfig of that cluster.</param>
internal sealed record Programs(string Kubectl, string? ExistingKubeConfig)
{
    private const string KubectlLine = "TEST_ASSET_KUBECTL=";

    public static async Task<Programs> FindAsync(CancellationToken cancellationToken)
    {
        var existing = ExistingCluster();
        try
        {
            IReadOnlyList<string> needed = existing is null ? [] : ["kubectl"];
            var output = await ShellCommand.RunAsync(Repository.ControlPlaneScript, ["binaries", .. needed], input: null, cancellationToken);
            return new Programs(output.Split('\n').Single(line => line.StartsWith(KubectlLine, StringComparison.Ordinal))[KubectlLine.Length..], existing);
        }
        catch (ShellCommandException e)
        {
            throw new ControlPlaneUnavailableException($"No Kubernetes API server: {e.ErrorOutput}", e);
        }
    }

    private static string? ExistingCluster()
    {
        if (!string.Equals(Environment.GetEnvironmentVariable("USE_EXISTING_CLUSTER"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named
            ? named
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return File.Exists(path)
            ? path
            : throw new ControlPlaneUnavailableException($"USE_EXISTING_CLUSTER=true, but there is no kubeconfig at {path}: set KUBECONFIG.");
    }
}
