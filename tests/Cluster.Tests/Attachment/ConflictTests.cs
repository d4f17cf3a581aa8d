namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>A VirtualMachine that has a cloud-init disk of KubeVirt's own is told of before anything is made for it.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class ConflictTests(AttachmentFixture cluster)
{
    private const string Disk = "{name: ci, disk: {bus: virtio}}";
    private const string Volume = "{name: ci, cloudInitNoCloud: {userData: \"#cloud-config\"}}";

    [Fact]
    public async Task VirtualMachine_WithACloudInitDiskOfKubeVirt_IsRefusedBeforeAnythingIsMade_AndTakenAtOnceWithoutIt()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All
            .With(Samples.RootDisk, $"{Samples.RootDisk}, {Disk}")
            .With(Samples.RootVolume, $"{Samples.RootVolume}, {Volume}"));

        var refused = await tenant.NotReadyAsync("web-1", "OtherCloudInit");
        Assert.Equal("True", Tenant.Condition(refused, "Stalled")?.Status);
        Assert.Equal("OtherCloudInit", Tenant.Condition(refused, "Attached")?.Reason);
        Assert.Contains("\"ci\"", Tenant.Condition(refused, "Attached")!.Message, StringComparison.Ordinal);
        Assert.Null(refused.Status!.Revision);
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
        Assert.Empty(await tenant.KubectlOutputAsync("get", "persistentvolumeclaims", "--output=name"));

        await tenant.ApplyStoppedAsync(Samples.VirtualMachine);
        var ready = await tenant.ReadyAsync("web-1");
        Assert.Equal("TakesEffectAtNextStart", Tenant.Condition(ready, "Attached")!.Reason);
        Assert.Null(Tenant.Condition(ready, "Stalled"));
    }
}
