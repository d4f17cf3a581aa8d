using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests;

/// <summary>ConfigDriveClasses on a real API server, by the operator as it runs: its namespace is default there.</summary>
public sealed class ClassTests
{
    private const string Platform = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: platform, namespace: default}
        data: {vendor: "#cloud-config\ntimezone: Etc/First\n"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: platform-keys, namespace: default}
        stringData: {authorized_keys: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID+e7r6Wz2ywa6zzOzyU6GwxO3PuLPZ6r1+EDsruj4UG provider}

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Class_FromItsCreationToItsDeletion_IsOnDrivesAndInConditions()
    {
        await using var cluster = await OwnCluster.StartAsync(Token);
        var tenant = await cluster.NewTenantAsync();
        await using var started = await cluster.StartOperatorAsync(Token);
        await ApplyAsync(Platform);
        await tenant.ApplyAsync(Samples.All + "  className: standard\n");
        await tenant.NotReadyAsync("web-1", "ClassNotFound");

        await ApplyAsync(Class("standard", isDefault: "true"));
        var first = await tenant.ReadyAsync("web-1");

        Assert.Equal(("standard", 1L), (first.Status!.ClassName, first.Status.ClassGeneration));
        Assert.Equal("platform-1", first.Status.Image?.VolumeLabel);
        Assert.True(tenant.StoredImageHolds("web-1", first.Status.Revision!, "Etc/First"));
        Assert.True(tenant.StoredImageHolds("web-1", first.Status.Revision!, " provider"));
        Assert.Equal("standard", await tenant.KubectlOutputAsync("get", "configdrive", "web-1", "--output=jsonpath={.status.className}"));
        Assert.Contains("NextStart", await tenant.KubectlOutputAsync("get", "cdclass"), StringComparison.Ordinal);

        // Of drives that name none.
        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=json", "--patch", """[{"op": "remove", "path": "/spec/className"}]""");
        var byDefault = await tenant.ReadyAsync("web-1");
        Assert.Equal((first.Status.Revision, "standard"), (byDefault.Status!.Revision, byDefault.Status.ClassName));

        await ApplyAsync(Class("gold", isDefault: "true"));
        var ambiguous = await tenant.NotReadyAsync("web-1", "DefaultClassAmbiguous");
        Assert.Equal((first.Status.Revision, first.Status.Secondary), (ambiguous.Status!.Revision, ambiguous.Status.Secondary));

        await cluster.ControlPlane.KubectlAsync("delete", "cdclass", "gold", "standard");
        var gone = await tenant.NotReadyAsync("web-1", "ClassNotFound");
        Assert.Equal(first.Status.Revision, gone.Status!.Revision);
        Assert.True(tenant.StoredImageHolds("web-1", first.Status.Revision!, "Etc/First"));

        // A class of that name is another one, with the same content.
        await ApplyAsync(Class("standard", isDefault: "true"));
        Assert.Equal(first.Status.Revision, (await tenant.ReadyAsync("web-1")).Status!.Revision);

        Assert.Equal(0, await started.StopAsync(Token));

        Task ApplyAsync(string yaml) => cluster.ControlPlane.KubectlAsync(["apply", "--validate=false", "--filename", "-"], yaml, Token);
    }

    [Fact]
    public async Task ChangedClass_OfARunningVirtualMachine_SwapsNothingUntilItStops_AndLiveDoes()
    {
        await using var cluster = await FullCluster.StartAsync(Token);
        await AttachmentFixture.InstallKubeVirtAsync(cluster);
        await using var player = new KubeVirtPlayer(cluster.Client, claim => claim.Annotations()?.ContainsKey("configdrive.dev/filled") is true);
        var (tenant, other) = (await cluster.NewTenantAsync(), await cluster.NewTenantAsync());
        await using var started = await cluster.StartOperatorAsync(Token, "--boot-timeout", "1s");
        await ApplyAsync(Platform + "---\n" + Class("standard", isDefault: "true"));
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        var before = await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null && found.Status.Primary?.Revision == found.Status.Revision);

        await ApplyAsync(Platform.Replace("Etc/First", "Etc/Second", StringComparison.Ordinal));
        await ApplyAsync(Class("standard", isDefault: "true", label: "platform-2"));

        // What came after the change was seen shows that it was.
        await other.ApplyStoppedAsync(Samples.All);
        var made = await other.EventuallyAsync("web-1", drive => drive.Status?.ClassGeneration == 2 && Tenant.Condition(drive, "Ready")?.Status == "True");
        var running = await tenant.DriveAsync("web-1");
        Assert.Equal("platform-2", made.Status!.Image?.VolumeLabel);
        Assert.Equal((before.Status!.Revision, 1L, before.Status.Primary), (running.Status!.Revision, running.Status.ClassGeneration, running.Status.Primary));

        await tenant.StopAsync();
        var stopped = await tenant.EventuallyAsync(
            "web-1", drive => drive.Status is { ClassGeneration: 2, Primary: { } primary } status && primary.Revision == status.Revision && Tenant.Condition(drive, "Ready")?.Status == "True");
        Assert.NotEqual(before.Status.Primary!.ClaimName, stopped.Status!.Primary!.ClaimName);

        await tenant.StartAsync();
        await tenant.AttachedAsync(found => found.Status!.Attached?.Revision == found.Status.Revision);
        await ApplyAsync(Class("standard", isDefault: "true", label: "platform-3", rollout: "{mode: Live, perMinute: 6000}"));
        var live = await tenant.AttachedAsync(found => found.Status!.ClassGeneration == 3 && found.Status.Attached?.Revision == found.Status.Revision);
        Assert.NotEqual(stopped.Status.Revision, live.Status!.Revision);

        Task ApplyAsync(string yaml) => cluster.ControlPlane.KubectlAsync(["apply", "--validate=false", "--filename", "-"], yaml, Token);
    }

    private static string Class(string name, string isDefault, string label = "platform-1", string rollout = "{mode: NextStart}") => $$"""
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDriveClass
        metadata: {name: {{name}}, annotations: {configdrive.dev/is-default-class: "{{isDefault}}" } }
        spec:
          rollout: {{rollout}}
          vendorData: {configMapKeyRef: {name: platform, key: vendor} }
          sshPublicKeys: [{secretKeyRef: {name: platform-keys, key: authorized_keys} }]
          defaults: {volumeLabel: {{label}} }

        """;
}
