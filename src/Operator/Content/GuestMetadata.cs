using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content;

/// <summary>What the guest may know about itself. Values are never blank: what is not known is <c>null</c>, and not on the drive.</summary>
internal sealed record GuestMetadata
{
    /// <summary>OpenStack's <c>uuid</c>, NoCloud's <c>instance-id</c>. With another one cloud-init and cloudbase-init run everything again.</summary>
    public required string InstanceID { get; init; }

    /// <summary>ID by which people find the VirtualMachine: CloudStack's <c>instance-id</c> and <c>vm-id</c>.</summary>
    public required string VirtualMachineID { get; init; }

    /// <summary>Short or fully qualified.</summary>
    public required string Hostname { get; init; }

    /// <summary>Name of the VirtualMachine.</summary>
    public required string Name { get; init; }

    /// <summary>Also OpenStack's <c>instance_type</c>.</summary>
    public string? ServiceOffering { get; init; }

    public string? AvailabilityZone { get; init; }

    /// <summary>Address of the first interface, as the guest itself has it.</summary>
    public string? LocalIPv4 { get; init; }

    /// <summary>Address by which others reach the guest.</summary>
    public string? PublicIPv4 { get; init; }

    /// <summary>Name or address by which others reach the guest.</summary>
    public string? PublicHostname { get; init; }

    public string? CloudIdentifier { get; init; }
    public string? CloudName { get; init; }

    /// <summary>Name of the node; <c>null</c> unless exposed.</summary>
    public string? HypervisorHostName { get; init; }

    /// <summary>Name of the namespace; <c>null</c> unless exposed.</summary>
    public string? CloudDomain { get; init; }

    /// <summary>UID of the namespace; <c>null</c> unless exposed.</summary>
    public string? CloudDomainID { get; init; }

    /// <summary>The user's own entries and those of the class, ordered by key (ordinal).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>
    /// Derives what a ConfigDrive's metadata does not say. Only what is known before a start counts, so that the drive of a booting guest does not
    /// change; the user has to ask for the one exception, the name of the node. <paramref name="parts"/> are what a guest processes once per instance.
    /// </summary>
    public static GuestMetadata Resolve(DriveInputs inputs, ReadOnlyMemory<byte>? networkData, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var given = inputs.ConfigDrive.Spec.Metadata;
        var provider = inputs.Class?.Metadata ?? new ClassMetadata();
        var template = inputs.VirtualMachine.Spec.Template.Spec;
        var systemUuid = VirtualMachineIdentity.SystemUuid(inputs.VirtualMachine);
        var localIPv4 = FirstKnown(
            given.LocalIPv4,
            networkData is { } data ? UserNetworkData.FirstIPv4(data) : null,
            VirtualMachineInterfaces.MasqueradedAddress(inputs.VirtualMachine)?.ToString());
        return new GuestMetadata
        {
            InstanceID = FirstKnown(given.InstanceID)
                ?? VirtualMachineIdentity.InstanceID(inputs.ConfigDrive.Spec.EffectiveInstanceIdentity, systemUuid, parts),
            VirtualMachineID = FirstKnown(given.InstanceID) ?? systemUuid,
            Hostname = FirstKnown(given.Hostname) ?? VirtualMachineIdentity.Hostname(inputs.VirtualMachine),
            Name = inputs.VirtualMachine.Metadata.Name ?? "",
            ServiceOffering = FirstKnown(given.ServiceOffering, inputs.VirtualMachine.Spec.Instancetype?.Name),
            AvailabilityZone = FirstKnown(
                given.AvailabilityZone, provider.AvailabilityZone, inputs.NodeZone, template.NodeSelector?.GetValueOrDefault(Labels.Zone), inputs.Defaults.AvailabilityZone),
            LocalIPv4 = localIPv4,
            PublicIPv4 = FirstKnown(given.PublicIPv4, localIPv4),
            PublicHostname = FirstKnown(given.PublicHostname, given.PublicIPv4),
            CloudIdentifier = FirstKnown(given.CloudIdentifier, provider.CloudIdentifier, inputs.Defaults.CloudIdentifier),
            CloudName = FirstKnown(given.CloudName, provider.CloudName, inputs.Defaults.CloudName),
            HypervisorHostName = given.ExposeHypervisorHostName ? FirstKnown(inputs.VirtualMachineInstance?.Status?.NodeName) : null,
            CloudDomain = given.ExposeNamespace ? FirstKnown(inputs.ConfigDrive.Metadata.Namespace) : null,
            CloudDomainID = given.ExposeNamespace ? FirstKnown(inputs.NamespaceUid) : null,
            Extra = [.. given.Extra.Concat(provider.Extra).DistinctBy(entry => entry.Key).OrderBy(entry => entry.Key, StringComparer.Ordinal)],
        };
    }

    private static string? FirstKnown(params IEnumerable<string?> values) => values.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
