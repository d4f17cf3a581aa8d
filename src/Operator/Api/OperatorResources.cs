using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Api;

/// <summary>The resources that the operator knows beyond Kubernetes' own.</summary>
public static class OperatorResources
{
    /// <summary><c>configdrives.configdrive.dev</c></summary>
    public static ResourceDefinition<V1Alpha1ConfigDrive> ConfigDrives { get; } =
        new("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", Namespaced: true, ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive);

    /// <summary><c>configdrives.configdrive.dev</c>, of which only the VirtualMachine is read</summary>
    public static ResourceDefinition<ConfigDriveOutline> ConfigDriveOutlines { get; } =
        new("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", Namespaced: true, ConfigDriveJsonContext.Default.ConfigDriveOutline);

    /// <summary><c>virtualmachines.kubevirt.io</c></summary>
    public static ResourceDefinition<V1VirtualMachine> VirtualMachines { get; } =
        new("kubevirt.io", "v1", "VirtualMachine", "virtualmachines", Namespaced: true, ConfigDriveJsonContext.Default.V1VirtualMachine);

    /// <summary><c>virtualmachineinstances.kubevirt.io</c></summary>
    public static ResourceDefinition<V1VirtualMachineInstance> VirtualMachineInstances { get; } =
        new("kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances", Namespaced: true, ConfigDriveJsonContext.Default.V1VirtualMachineInstance);

    /// <summary><c>virtualmachineinstancemigrations.kubevirt.io</c></summary>
    public static ResourceDefinition<V1VirtualMachineInstanceMigration> VirtualMachineInstanceMigrations { get; } = new(
        "kubevirt.io", "v1", "VirtualMachineInstanceMigration", "virtualmachineinstancemigrations", Namespaced: true,
        ConfigDriveJsonContext.Default.V1VirtualMachineInstanceMigration);

    /// <summary><c>kubevirts.kubevirt.io</c></summary>
    public static ResourceDefinition<V1KubeVirt> KubeVirts { get; } =
        new("kubevirt.io", "v1", "KubeVirt", "kubevirts", Namespaced: true, ConfigDriveJsonContext.Default.V1KubeVirt);
}
