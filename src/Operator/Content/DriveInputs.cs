using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// All that a drive is made of. Equal inputs make the same drive, byte for byte.
/// </summary>
internal sealed record DriveInputs
{
    /// <summary>The ConfigDrive.</summary>
    public required V1Alpha1ConfigDrive ConfigDrive { get; init; }

    /// <summary>The VirtualMachine that it is for.</summary>
    public required V1VirtualMachine VirtualMachine { get; init; }

    /// <summary>
    /// The running instance, if there is one. Only the name of its node is read, and only when the ConfigDrive exposes it: a guest's
    /// addresses and dynamic MAC addresses are known after its start, and reading them would change the drive under a booting guest.
    /// </summary>
    public V1VirtualMachineInstance? VirtualMachineInstance { get; init; }

    /// <summary>
    /// Label <c>topology.kubernetes.io/zone</c> of the node on which the VirtualMachine runs or, while it is stopped, ran last. To pass
    /// <c>null</c> at each stop would make a new revision of each start.
    /// </summary>
    public string? NodeZone { get; init; }

    /// <summary>UID of the namespace, which <c>cloud-domain-id</c> shows when the ConfigDrive exposes its namespace.</summary>
    public string? NamespaceUid { get; init; }

    /// <summary>Data of the Secrets and ConfigMaps that <see cref="SourceObjects.Of"/> lists.</summary>
    public required SourceContents Sources { get; init; }

    /// <summary>The operator's settings.</summary>
    public ContentDefaults Defaults { get; init; } = new();

    /// <summary>
    /// Whether the password belongs on the drive now. While it does not, its Secret is not read and need not exist.
    /// </summary>
    public bool PasswordDue { get; init; }
}
