namespace ConfigDrive.Operator.Content;

/// <summary>
/// What the guest may know of itself. Values are never blank: what is not known is <c>null</c>, and then not on the drive.
/// </summary>
internal sealed record GuestMetadata
{
    /// <summary>
    /// Instance ID: OpenStack's <c>uuid</c>, NoCloud's <c>instance-id</c>. With another one cloud-init and cloudbase-init run everything once
    /// more.
    /// </summary>
    public required string InstanceID { get; init; }

    /// <summary>ID by which people find the VirtualMachine: CloudStack's <c>instance-id</c> and <c>vm-id</c>.</summary>
    public required string VirtualMachineID { get; init; }

    /// <summary>Host name, short or fully qualified.</summary>
    public required string Hostname { get; init; }

    /// <summary>Name of the VirtualMachine.</summary>
    public required string Name { get; init; }

    /// <summary>Service offering; also OpenStack's <c>instance_type</c>.</summary>
    public string? ServiceOffering { get; init; }

    /// <summary>Availability zone.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>IPv4 address of the first interface, as the guest itself has it.</summary>
    public string? LocalIPv4 { get; init; }

    /// <summary>IPv4 address by which others reach the guest.</summary>
    public string? PublicIPv4 { get; init; }

    /// <summary>Name or address by which others reach the guest.</summary>
    public string? PublicHostname { get; init; }

    /// <summary>Identifier of the cloud.</summary>
    public string? CloudIdentifier { get; init; }

    /// <summary>Name of the cloud.</summary>
    public string? CloudName { get; init; }

    /// <summary>Name of the node; <c>null</c> unless exposed.</summary>
    public string? HypervisorHostName { get; init; }

    /// <summary>Name of the namespace; <c>null</c> unless exposed.</summary>
    public string? CloudDomain { get; init; }

    /// <summary>UID of the namespace; <c>null</c> unless exposed.</summary>
    public string? CloudDomainID { get; init; }

    /// <summary>The user's own entries, ordered by key (ordinal).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];
}
