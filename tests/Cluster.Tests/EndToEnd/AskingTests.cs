namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>A VirtualMachine that asks for a drive of a class, with the rights of the chart.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class AskingTests(EndToEndFixture cluster)
{
    private const string Manifests = """
        apiVersion: v1
        kind: Secret
        metadata: {name: asking}
        stringData: {userdata: "#cloud-config"}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata:
          name: asking
          annotations: {configdrive.dev/user-data-secret: asking, configdrive.dev/class: platform}
        spec:
          runStrategy: Halted
          template: {spec: {domain: {devices: {disks: []}}, volumes: []}}

        """;

    private const string Class = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: platform, namespace: configdrive-system}
        data: {vendor: "#cloud-config"}
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDriveClass
        metadata: {name: platform}
        spec: {vendorData: {configMapKeyRef: {name: platform, key: vendor}}}

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VirtualMachine_ThatAsks_GetsADriveOfItsClass_AndLosesItWhenItAsksNoLonger()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manifests);
        await tenant.NotReadyAsync("asking", "ClassNotFound");
        await cluster.ControlPlane.KubectlAsync(["apply", "--validate=false", "--filename", "-"], Class, Token);
        Assert.Equal("platform", (await tenant.ReadyAsync("asking")).Status!.ClassName);

        await tenant.KubectlAsync("annotate", "virtualmachine", "asking", "configdrive.dev/user-data-secret-", "configdrive.dev/class-");
        await tenant.GoneAsync("asking");
        await cluster.ControlPlane.KubectlAsync(["delete", "--filename", "-"], Class, Token);
    }
}
