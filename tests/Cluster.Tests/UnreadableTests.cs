using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests;

/// <summary>Objects under schemas that let pass what the operator cannot read, as older releases may have had: they lose nothing, and hinder no other.</summary>
public sealed class UnreadableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigDrive_ThatCannotBeRead_KeepsWhatItHasUntilItCan()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await LoosenAsync(own.Client, "configdrives.configdrive.dev");
        await using var started = await own.StartOperatorAsync(Token, "--audit-interval", "1s");
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync($"{Samples.All}---\n{Named("web-2")}---\n{Named("web-3")}");
        var images = new Dictionary<string, byte[]>();
        foreach (var name in (string[])["web-1", "web-2", "web-3"])
        {
            await tenant.ReadyAsync(name);
            images[name] = await File.ReadAllBytesAsync(tenant.ImageOf(name), Token);
        }

        await tenant.ApplyAsync(Samples.ConfigDrive.With("  name: web-1\n", "  name: younger\n"));
        await tenant.NotReadyAsync("younger", "VirtualMachineClaimed");

        await SpecAsync(tenant, "configdrive", "web-1", """{"layouts":"OpenStack"}""");
        await SpecAsync(tenant, "configdrive", "web-3", """{"volumeLabel":{}}""");
        await LogsAsync(started, $"Cannot read configdrives.configdrive.dev {tenant.Name}/web-1: it does not fit at $.spec.layouts");
        await LogsAsync(started, $"Cannot read configdrives.configdrive.dev {tenant.Name}/web-3: it does not fit at $.spec.volumeLabel");

        // Neither the audit, nor the one that would be next, takes anything for its own.
        await AuditPassesAsync(own, tenant);
        await tenant.KubectlAsync("annotate", "configdrive", "younger", "configdrive.dev/reconcile-requested-at=now");
        var younger = await tenant.EventuallyAsync("younger", drive => drive.Status?.LastHandledReconcileAt == "now");
        Assert.Equal("VirtualMachineClaimed", Tenant.Condition(younger, "Ready")!.Reason);
        await tenant.KubectlAsync("delete", "configdrive", "younger", "--wait=false");
        await tenant.GoneAsync("younger");
        Assert.Equal(images["web-1"], await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));
        Assert.Equal(images["web-3"], await File.ReadAllBytesAsync(tenant.ImageOf("web-3"), Token));

        // The others are served as ever, also by an operator that starts now.
        var second = await tenant.ReadyAsync("web-2");
        await started.StopAsync(Token);
        await using var again = await own.StartOperatorAsync(Token, "--audit-interval", "1s");
        await SpecAsync(tenant, "configdrive", "web-2", """{"metadata":{"hostname":"other"}}""");
        await tenant.ReadyWithOtherRevisionAsync("web-2", second.Status!.Revision);
        await AuditPassesAsync(own, tenant);
        Assert.Equal(images["web-1"], await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));
        Assert.Equal(images["web-3"], await File.ReadAllBytesAsync(tenant.ImageOf("web-3"), Token));

        await SpecAsync(tenant, "configdrive", "web-1", """{"layouts":["OpenStack"]}""");
        await tenant.EventuallyAsync("web-1", drive => drive.Status?.ObservedGeneration == drive.Metadata.Generation);
        await tenant.ReadyAsync("web-1");
        Assert.NotEqual(images["web-1"], await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));
    }

    [Fact]
    public async Task VirtualMachine_ThatCannotBeRead_KeepsItsDriveUntilItIsGone()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await LoosenAsync(own.Client, "virtualmachines.kubevirt.io");
        await LoosenAsync(own.Client, "virtualmachineinstances.kubevirt.io");
        await using var started = await own.StartOperatorAsync(Token);
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        var ready = await tenant.ReadyAsync("web-1");
        var image = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);

        await tenant.ApplyAsync("apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\nmetadata: {name: web-1}\nspec: {volumes: none}\n");
        await UnreadableAsync(tenant, "VirtualMachineInstance", "$.spec.volumes");
        await SpecAsync(tenant, "virtualmachine", "web-1", """{"template":7}""");
        await UnreadableAsync(tenant, "VirtualMachine", "$.spec.template");
        await tenant.KubectlAsync("delete", "virtualmachineinstance", "web-1");

        await tenant.KubectlAsync("annotate", "configdrive", "web-1", "configdrive.dev/reconcile-requested-at=now");
        var held = await tenant.EventuallyAsync("web-1", drive => drive.Status?.LastHandledReconcileAt == "now");
        Assert.Equal(ready.Status!.Revision, held.Status!.Revision);
        Assert.Equal(image, await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));

        await tenant.KubectlAsync("delete", "virtualmachine", "web-1");
        await tenant.NotReadyAsync("web-1", "VirtualMachineNotFound");
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }

    private static string Named(string name) =>
        $"{Samples.VirtualMachine}---\n{Samples.ConfigDrive}".With("  name: web-1\n", $"  name: {name}\n")
            .With("{name: web-1}", $"{{name: {name}}}");

    /// <summary>Lets anything pass that a definition's schemas would refuse.</summary>
    private static async Task LoosenAsync(IKubernetes client, string name)
    {
        const string Schema = """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""";
        var definition = await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(name, cancellationToken: Token);
        var operations = definition.Spec.Versions.Select(
            (_, index) => $$"""{"op":"replace","path":"/spec/versions/{{index}}/schema/openAPIV3Schema","value":{{Schema}}}""");
        var patch = new V1Patch($"[{string.Join(',', operations)}]", V1Patch.PatchType.JsonPatch);
        await client.ApiextensionsV1.PatchCustomResourceDefinitionAsync(patch, name, cancellationToken: Token);
    }

    // The API server goes on with the former schema for a moment.
    private static Task<bool> SpecAsync(Tenant tenant, string kind, string name, string spec) => Eventually.TrueAsync(
        async () =>
        {
            await tenant.KubectlAsync("patch", kind, name, "--type=merge", "--patch", $$"""{"spec":{{spec}}}""");
            return true;
        },
        patched => patched,
        Token);

    private static Task<string> LogsAsync(OperatorProcess started, string text) =>
        Eventually.TrueAsync(() => started.Log, log => log.Contains(text, StringComparison.Ordinal), Token);

    /// <summary>An audit takes away what is nobody's; one that began after this did has looked at the rest as well.</summary>
    private static async Task AuditPassesAsync(OwnCluster own, Tenant tenant)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var orphan = new FileInfo(Path.Combine(own.SecondaryRoot, "ConfigDrive", tenant.Name, "nobodys", "configdrive.iso"));
            orphan.Directory!.Create();
            await File.WriteAllTextAsync(orphan.FullName, "", Token);
            await Eventually.TrueAsync(() => Directory.Exists(orphan.DirectoryName), exists => !exists, Token);
        }
    }

    private static async Task UnreadableAsync(Tenant tenant, string kind, string path)
    {
        var drive = await tenant.EventuallyAsync("web-1", drive => Tenant.Condition(drive, "Ready") is { Reason: "ObjectUnreadable", Message: var message }
            && message.StartsWith($"{kind} \"web-1\"", StringComparison.Ordinal));
        Assert.Contains(path, Tenant.Condition(drive, "Ready")!.Message, StringComparison.Ordinal);
    }
}
