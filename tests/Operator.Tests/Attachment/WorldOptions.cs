using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Tests.Attachment;

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
