using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>The VirtualMachine of a tenant, and what its user does with it.</summary>
internal static class TenantMachines
{
    private const string Name = "web-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MachineKey MachineKey(this Tenant tenant) => new(tenant.Name, Name);

    public static Task<JsonObject> MachineAsync(this Tenant tenant) => tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachines", Name);

    public static Task<JsonObject?> InstanceAsync(this Tenant tenant) =>
        tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachineinstances", Name).OrNullAsync();

    /// <summary>Applies everything, with the VirtualMachine stopped.</summary>
    public static Task ApplyStoppedAsync(this Tenant tenant, string manifests) =>
        tenant.ApplyAsync(manifests.With("runStrategy: Always", "runStrategy: Halted"));

    public static Task StartAsync(this Tenant tenant) => tenant.SetRunStrategyAsync("Always");

    /// <summary>Waits until the guest runs.</summary>
    public static Task<JsonObject?> RunsAsync(this Tenant tenant) =>
        Eventually.TrueAsync(tenant.InstanceAsync, instance => (string?)instance?["status"]?["phase"] == "Running", Token, tenant.Deadline);

    public static async Task StopAsync(this Tenant tenant)
    {
        await tenant.SetRunStrategyAsync("Halted");
        await Eventually.TrueAsync(async () => await tenant.InstanceAsync() is null, gone => gone, Token, tenant.Deadline);
    }

    /// <summary>Waits until the drive in the running guest is of the wanted revision, or differs from it by a password alone.</summary>
    public static Task<V1Alpha1ConfigDrive> AttachedAsync(this Tenant tenant, Func<V1Alpha1ConfigDrive, bool>? more = null) =>
        tenant.EventuallyAsync(Name, drive => Tenant.Condition(drive, "Attached") is { Status: "True" } && Tenant.Condition(drive, "Ready") is { Status: "True" }
            && drive.Status!.Attached is not null && more?.Invoke(drive) is not false);

    public static Task PatchAsync(this Tenant tenant, string kind, string name, string patch) => tenant.KubectlAsync("patch", kind, name, "--type=merge", "--patch", patch);

    public static Task SetRunStrategyAsync(this Tenant tenant, string strategy) =>
        tenant.PatchAsync("virtualmachine", Name, $$$"""{"spec":{"runStrategy":"{{{strategy}}}"}}""");

    /// <summary>Claim of the drive in the template of a VirtualMachine; null when the template has no drive.</summary>
    public static string? ClaimIn(JsonObject machine) => machine.TemplateSpec().Volumes().Named("configdrive")?.ClaimName();

    public static IEnumerable<string> Names(this JsonArray list) => list.Select(element => ((JsonObject)element!).Name());
}
