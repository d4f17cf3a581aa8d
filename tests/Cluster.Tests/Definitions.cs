using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The CustomResourceDefinitions that a cluster needs.</summary>
internal static class Definitions
{
    public static Task ApplyConfigDriveAsync(ControlPlane controlPlane, CancellationToken cancellationToken) =>
        controlPlane.ApplyCustomResourceDefinitionsAsync(Path.Join(Repository.Root, "config", "crds"), cancellationToken);

    public static Task ApplyKubeVirtAsync(ControlPlane controlPlane, CancellationToken cancellationToken) =>
        controlPlane.ApplyCustomResourceDefinitionsAsync(Repository.KubeVirtCustomResourceDefinitions, cancellationToken);
}
