using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.VirtualMachines;

/// <summary>The VirtualMachine of a tenant, and what its user does with it.</summary>
internal static class TenantMachines
{
    private const string Name = "web-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static NamespacedName MachineKey(this Tenant tenant) => new(tenant.Name, Name);

    public static Task<V1VirtualMachine> MachineAsync(this Tenant tenant) =>
        tenant.Client.Resource(OperatorResources.VirtualMachines).GetAsync(tenant.MachineKey(), Token);

    public static Task<V1VirtualMachineInstance?> InstanceAsync(this Tenant tenant) =>
        tenant.Client.Resource(OperatorResources.VirtualMachineInstances).FindAsync(tenant.MachineKey(), Token);

    /// <summary>Applies everything, with the VirtualMachine stopped.</summary>
    public static Task ApplyStoppedAsync(this Tenant tenant, string manifests) =>
        tenant.ApplyAsync(manifests.ReplaceExisting("runStrategy: Always", "runStrategy: Halted"));

    public static Task StartAsync(this Tenant tenant) => tenant.SetRunStrategyAsync("Always");

    public static async Task StopAsync(this Tenant tenant)
    {
        await tenant.SetRunStrategyAsync("Halted");
        await Eventually.TrueAsync(async () => await tenant.InstanceAsync() is null, gone => gone, Token);
    }

    /// <summary>Waits until the drive in the running guest is of the wanted revision, or differs from it by a password alone.</summary>
    public static Task<V1Alpha1ConfigDrive> AttachedAsync(this Tenant tenant, Func<V1Alpha1ConfigDrive, bool>? more = null) =>
        tenant.EventuallyAsync(Name, drive => Tenant.Condition(drive, "Attached") is { Status: "True" } && Tenant.Condition(drive, "Ready") is { Status: "True" }
            && drive.Status!.Attached is not null && more?.Invoke(drive) is not false);

    public static Task PatchAsync(this Tenant tenant, string kind, string name, string patch) => tenant.KubectlAsync("patch", kind, name, "--type=merge", "--patch", patch);

    public static Task SetRunStrategyAsync(this Tenant tenant, string strategy) =>
        tenant.PatchAsync("virtualmachine", Name, $$$"""{"spec":{"runStrategy":"{{{strategy}}}"}}""");

    public static string? ClaimIn(V1VirtualMachine machine) =>
        machine.Spec.Template.Spec.Volumes.FirstOrDefault(volume => volume.Name == "configdrive")?.PersistentVolumeClaim?.ClaimName;
}
