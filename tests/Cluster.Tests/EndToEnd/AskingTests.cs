namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>A VirtualMachine that asks for its drive, with the rights of the chart.</summary>
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
        metadata: {name: asking, annotations: {configdrive.dev/user-data-secret: asking}}
        spec:
          runStrategy: Halted
          template: {spec: {domain: {devices: {disks: []}}, volumes: []}}

        """;

    [Fact]
    public async Task VirtualMachine_ThatAsks_GetsADrive_AndLosesItWhenItAsksNoLonger()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Manifests);
        await tenant.ReadyAsync("asking");

        await tenant.KubectlAsync("annotate", "virtualmachine", "asking", "configdrive.dev/user-data-secret-");
        await tenant.GoneAsync("asking");
    }
}
