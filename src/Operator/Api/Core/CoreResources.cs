using ConfigDrive.Kubernetes;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>Kubernetes' own resources whose content the operator reads or writes.</summary>
public static class CoreResources
{
    /// <summary><c>pods</c></summary>
    public static ResourceDefinition<V1Pod> Pods { get; } =
        new("", "v1", "Pod", "pods", Namespaced: true, CoreJsonContext.Default.V1Pod);

    /// <summary><c>persistentvolumeclaims</c></summary>
    public static ResourceDefinition<V1PersistentVolumeClaim> PersistentVolumeClaims { get; } =
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", Namespaced: true, CoreJsonContext.Default.V1PersistentVolumeClaim);

    /// <summary><c>persistentvolumes</c></summary>
    public static ResourceDefinition<V1PersistentVolume> PersistentVolumes { get; } =
        new("", "v1", "PersistentVolume", "persistentvolumes", Namespaced: false, CoreJsonContext.Default.V1PersistentVolume);

    /// <summary><c>storageclasses.storage.k8s.io</c></summary>
    public static ResourceDefinition<V1StorageClass> StorageClasses { get; } =
        new("storage.k8s.io", "v1", "StorageClass", "storageclasses", Namespaced: false, CoreJsonContext.Default.V1StorageClass);
}
