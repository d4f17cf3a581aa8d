using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>Worlds at a certain point, and how they go on when nothing special happens.</summary>
internal static class Worlds
{
    private const string Declared = """
        {
          "metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"},
          "spec": {"runStrategy": "Halted"PREFERENCE, "template": {"spec": {
            "architecture": "ARCHITECTURE",
            "domain": {"devices": {"disks": [{"name": "root", "disk": {}}, {"name": "installer", "cdrom": {"bus": "sata"}}DISK]}},
            "volumes": [{"name": "root", "containerDisk": {"image": "debian"}}, {"name": "installer", "containerDisk": {"image": "virtio-win"}}VOLUME]}}}
        }
        """;

    public static World Stopped(
        string disk = "", string volume = "", string architecture = "amd64", string preference = "", AttachmentSpec? attachment = null, KubeVirtSettings? kubeVirt = null, bool exposesNode = false,
        bool hasMigrationWebhook = false)
    {
        var virtualMachine = Declared.ReplaceExisting("DISK", disk)
            .ReplaceExisting("VOLUME", volume)
            .ReplaceExisting("ARCHITECTURE", architecture)
            .ReplaceExisting("PREFERENCE", preference);
        return new World(new WorldOptions
        {
            VirtualMachine = virtualMachine,
            Attachment = attachment ?? new AttachmentSpec(),
            KubeVirt = kubeVirt ?? new KubeVirtSettings(),
            ExposesNode = exposesNode,
            HasMigrationWebhook = hasMigrationWebhook,
        });
    }

    public static async Task<World> RunningAsync(AttachmentSpec? attachment = null, KubeVirtSettings? kubeVirt = null, bool exposesNode = false, bool hasMigrationWebhook = false)
    {
        var world = Stopped(attachment: attachment, kubeVirt: kubeVirt, exposesNode: exposesNode, hasMigrationWebhook: hasMigrationWebhook);
        await ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        InstanceController.ConnectAgent(world.Machine);
        await ReconcileAsync(world);
        return world;
    }

    public static async Task ReconcileAsync(World world)
    {
        // What is recorded, what is copied, what is written, and a look at the outcome.
        for (var run = 0; run < 4; run++)
        {
            await world.ReconcileAsync();
            world.FinishCopies();
        }
    }

    public static async Task RestartAsync(World world)
    {
        VirtualMachineController.Delete(world.Machine);
        await world.ReconcileAsync();
        KubeVirt.Settle(world.Machine);
        InstanceController.ConnectAgent(world.Machine);
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
    }
}

/// <summary>What a world starts with.</summary>
internal sealed record WorldOptions
{
    private const string Plain = """
        {
          "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
          "metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"},
          "spec": {"runStrategy": "Always", "template": {"spec": {
            "domain": {"devices": {"disks": [{"name": "root", "disk": {}}, {"name": "installer", "cdrom": {"bus": "sata"}}]}},
            "volumes": [{"name": "root", "containerDisk": {"image": "debian"}}, {"name": "installer", "containerDisk": {"image": "virtio-win"}}]}}}
        }
        """;

    /// <summary>A VirtualMachine without any disk.</summary>
    public const string Bare = """
        {
          "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
          "metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"},
          "spec": {"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}}}}
        }
        """;

    public string VirtualMachine { get; init; } = Plain;

    public KubeVirtSettings KubeVirt { get; init; } = new();

    public AttachmentSpec Attachment { get; init; } = new();

    /// <summary>Whether the drive tells the name of the node, so that a start and a migration change it.</summary>
    public bool ExposesNode { get; init; }

    /// <summary>Whether migrations are asked to wait while the medium is being changed.</summary>
    public bool HasMigrationWebhook { get; init; }

    /// <summary>Whether the operator's caches may lag, and others do all kinds of things between its look and its write.</summary>
    public bool HasRaces { get; init; }

    public override string ToString() => $"{(VirtualMachine == Bare ? "bare, " : "")}races: {HasRaces}, node: {ExposesNode}, media change: {KubeVirt.ChangesMedia}, {Attachment.Update}, detach after boot: {Attachment.DetachAfterBoot}";
}
