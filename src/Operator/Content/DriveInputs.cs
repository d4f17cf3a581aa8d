namespace ConfigDrive.Operator.Content;

/// <summary>Everything that a drive is made from. Equal inputs make the same drive, byte for byte.</summary>
internal sealed record DriveInputs
{
    public required V1Alpha1ConfigDrive ConfigDrive { get; init; }
    public required V1VirtualMachine VirtualMachine { get; init; }

    /// <summary>
    /// The running instance, if there is one. Only the name of its node is read, and only when the ConfigDrive exposes it: a guest's addresses and
    /// dynamic MAC addresses are known after its start, and reading them would change the drive of a booting guest.
    /// </summary>
    public V1VirtualMachineInstance? VirtualMachineInstance { get; init; }

    /// <summary>
    /// Label <c>topology.kubernetes.io/zone</c> of the node on which the VirtualMachine runs or, while it is stopped, ran last: <c>null</c> at each
    /// stop would make a new revision at each start.
    /// </summary>
    public string? NodeZone { get; init; }

    /// <summary>UID of the namespace, which <c>cloud-domain-id</c> shows when the ConfigDrive exposes its namespace.</summary>
    public string? NamespaceUid { get; init; }

    /// <summary>Data of the Secrets and ConfigMaps that <see cref="SourceObjects.NamedBy"/> lists.</summary>
    public required SourceContents Sources { get; init; }

    public ContentDefaults Defaults { get; init; } = new();

    /// <summary>What the class of the ConfigDrive adds; its defaults are in the spec already. <c>null</c> without a class.</summary>
    public ClassContent? Class { get; init; }

    /// <summary>Whether the password belongs on the drive now. While it does not, its Secret is not read and need not exist.</summary>
    public bool PasswordDue { get; init; }
}

/// <summary>The operator's defaults where neither the ConfigDrive nor the VirtualMachine says anything.</summary>
internal sealed record ContentDefaults
{
    /// <summary>CloudStack's setting <c>vm.configdrive.label</c> has the same default.</summary>
    public string VolumeLabel { get; init; } = "config-2";

    /// <summary>Availability zone of a VirtualMachine whose node's zone is not known.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>CloudStack's setting <c>metadata.custom.cloud.name</c>.</summary>
    public string? CloudName { get; init; }

    /// <summary>CloudStack's setting <c>cloud.identifier</c>.</summary>
    public string? CloudIdentifier { get; init; }

    /// <summary>
    /// Bytes of the largest image. To make one takes several times its size in memory; a drive of more is not read into it.
    /// </summary>
    public long MaxDriveBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// The volume label of a drive: that of its spec, else the one by which guests find its layouts, which is <c>cidata</c> with NoCloud and without
    /// OpenStack.
    /// </summary>
    public string LabelOf(ConfigDriveSpec spec) => spec.VolumeLabel ?? LabelOf(spec.Layouts);

    /// <summary>As that of a drive with these layouts whose spec names none.</summary>
    public string LabelOf(IReadOnlyList<Layout> layouts) => ConfigDriveSpec.AreForNoCloud(layouts) ? "cidata" : VolumeLabel;
}
