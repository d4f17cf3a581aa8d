using System.Text;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.Cluster.Tests.Requests;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>The guides for other projects, followed to the end: everything on the page is applied, the other project is played, and the guests have their drives.</summary>
[Collection(GuidesCollection.Name)]
public sealed class IntegrationGuideTests(GuidesFixture cluster)
{
    [Fact]
    public async Task Secrets_OfOtherProjects_AreOnTheDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.VirtualMachine);
        await tenant.ApplyAsync(Guide.Read(Guide.Secrets).ManifestsIn(tenant.Name));
        await tenant.NotReadyAsync("web-1", "SecretNotAllowed");

        await tenant.PlayExternalSecretsAsync(new Dictionary<string, string> { ["token"] = "t0ken-of-the-store" });
        await tenant.PlaySealedSecretsAsync(Samples.Password);
        await tenant.PlayVaultSecretsAsync("authorized_keys", Samples.PublicKey);

        await AssertDriveHasAsync(tenant, "web-1", """content: "t0ken-of-the-store"}""", Samples.Password, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID");
    }

    [Fact]
    public async Task VirtualMachine_AndPool_ThatAskByAnnotations_StartWithTheirDrives()
    {
        var tenant = await cluster.NewTenantAsync();
        string[] machines;
        cluster.Player.IsPaused = true; // The DataVolumes of the pool's VirtualMachines are imported: KubeVirt starts none of them before.
        try
        {
            await tenant.ApplyAsync(Guide.Read(Guide.Annotations).ManifestsIn(tenant.Name));
            var pool = await PlayedPool.OfAsync(tenant, "workers");
            await pool.ScaleAsync(pool.WantedReplicas);
            machines = ["web-1", .. Enumerable.Range(0, pool.WantedReplicas).Select(pool.MachineName)];
            foreach (var machine in machines)
            {
                await AssertDriveHasAsync(tenant, machine, "#cloud-config\npackages: [nginx]\n");
            }
        }
        finally
        {
            cluster.Player.IsPaused = false;
        }

        Assert.Equal(["web-1", "workers-0", "workers-1", "workers-2"], machines);
        await AssertDriveHasAsync(tenant, "web-1", "ops@example.org");
        foreach (var machine in machines)
        {
            await InGuestAsync(tenant, machine);
        }
    }

    [Fact]
    public async Task ClusterApi_BootstrapDataIsOnTheDrive_AndBesideTheDiskOfCapkAreKeys()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Guide.Read(Guide.ClusterApi).ManifestsIn(tenant.Name));
        await AssertDriveHasAsync(tenant, "worker-1", "kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml");
        await InGuestAsync(tenant, "worker-1");

        await tenant.PlayKubevirtMachineAsync("web-workers-1", "worker-1-bootstrap");
        var drive = await AssertDriveHasAsync(tenant, "web-workers-1", "ops@example.org");
        Assert.Equal("cloudstack", drive.Status!.Image!.VolumeLabel);
        await tenant.EventuallyAsync("web-workers-1", found => Tenant.Condition(found, "Attached")?.Reason == "RestartRequired");
        cluster.Player.Do(new(tenant.Name, "web-workers-1"), VirtualMachineController.Delete); // virtctl restart
        await InGuestAsync(tenant, "web-workers-1");

        await tenant.PlayKubevirtMachineAsync(
            "web-workers-2", "worker-1-bootstrap", machine => machine.Part("metadata").Part("annotations").Remove("configdrive.dev/class"));
        await tenant.NotReadyAsync("web-workers-2", "OtherCloudInit");
    }

    [Fact]
    public async Task Console_WithoutItsCloudInitDisk_StartsTheVirtualMachineWithTheDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Guide.Read(Guide.Consoles).ManifestsIn(tenant.Name));
        await tenant.PlayHarvesterAsync("web-1");
        await tenant.PlayOpenShiftAsync();
        await AssertDriveHasAsync(tenant, "web-1", "[systemctl, enable, --now, qemu-guest-agent.service]");
        await AssertDriveHasAsync(tenant, "db-1", "packages: [postgresql]");

        foreach (var machine in (string[])["web-1", "db-1"])
        {
            await tenant.PatchAsync("virtualmachine", machine, """{"spec":{"runStrategy":"Always"}}""");
            await InGuestAsync(tenant, machine);
        }

        await tenant.KubectlAsync(
            "patch", "virtualmachine", "db-1", "--type=json",
            "--patch", """[{"op": "add", "path": "/spec/template/spec/volumes/0", "value": {"name": "cloudinitdisk", "cloudInitNoCloud": {"userData": "#cloud-config"}}}]""");
        await tenant.NotReadyAsync("db-1", "OtherCloudInit");
    }

    [Fact]
    public async Task Preference_OfAVirtualMachine_HasTheBusOfItsDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Guide.Read(Guide.InstanceTypes).ManifestsIn(tenant.Name));
        var preference = await tenant.ObjectAsync("instancetype.kubevirt.io", "v1beta1", "virtualmachinepreferences", "linux");
        var bus = (string?)preference["spec"]!["devices"]!["preferredCdromBus"];
        var settings = cluster.Player.Settings;
        cluster.Player.Settings = settings with { PreferredCdromBus = bus };
        try
        {
            await AssertDriveHasAsync(tenant, "web-1", "\"instance_type\":\"small\"");
            await tenant.PatchAsync("virtualmachine", "web-1", """{"spec":{"runStrategy":"Always"}}""");
            await InGuestAsync(tenant, "web-1");
        }
        finally
        {
            cluster.Player.Settings = settings;
        }

        Assert.Equal(("scsi", bus), (bus, (string?)(await tenant.InstanceAsync())!.Part("spec").Disks().Named("configdrive")!["cdrom"]!["bus"]));
    }

    /// <summary>Waits until a drive is ready, and looks for texts on its claim.</summary>
    private static async Task<V1Alpha1ConfigDrive> AssertDriveHasAsync(Tenant tenant, string name, params IReadOnlyList<string> texts)
    {
        var drive = await tenant.ReadyAsync(name);
        var disk = await tenant.DiskAsync(await tenant.ClaimAsync(drive.Status!.Primary!.ClaimName));
        Assert.All(texts, text => Assert.True(disk.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0, $"The drive {name} lacks: {text}"));
        return drive;
    }

    private static Task<V1Alpha1ConfigDrive> InGuestAsync(Tenant tenant, string name) =>
        tenant.EventuallyAsync(name, drive => Tenant.Condition(drive, "Attached") is { Status: "True" } && drive.Status!.Attached?.Revision == drive.Status.Revision);
}
