using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The release of the chart, by the commands of its users.</summary>
internal static class Chart
{
    public const string Release = "configdrive-operator";
    public const string Namespace = "configdrive-system";
    public const string Image = "localhost/configdrive-operator:e2e";

    // There is no DNS in the cluster: the Service of the copy endpoint has an address that is known before.
    private static readonly string[] Settings =
    [
        "--set", "image.repository=localhost/configdrive-operator,image.tag=e2e,image.pullPolicy=Never,copy.clusterIP=10.0.0.50",
        "--set", "primaryStorage.storageClassName=local,secondaryStorage.storageClassName=local-secondary,secondaryStorage.size=32Mi",
        "--set", "secondaryStorage.accessModes={ReadWriteMany},updateStrategy=Recreate",
    ];

    private static string Folder => Path.Join(Repository.Root, "charts", "configdrive-operator");

    public static Task InstallAsync() => HelmAsync(["install", Release, Folder, "--create-namespace", "--wait", "--timeout=300s", .. Settings]);

    public static Task UpgradeAsync(string settings) => HelmAsync(["upgrade", Release, Folder, "--wait", "--timeout=300s", .. Settings, "--set", settings]);

    public static Task UninstallAsync() => HelmAsync(["uninstall", Release, "--wait", "--timeout=300s"]);

    private static Task<string> HelmAsync(IEnumerable<string> arguments) => ShellCommand.RunAsync(
        Environment.GetEnvironmentVariable("TEST_ASSET_HELM") ?? "helm", ["--namespace", Namespace, .. arguments], input: null, TestContext.Current.CancellationToken);
}
