namespace ConfigDrive.Operator.Content.CloudStack;

/// <summary>The entries of <c>cloudstack/metadata</c> (NetworkModel.java, constants; NetworkModelImpl.java, generateVmData).</summary>
internal static class CloudStackMetadata
{
    /// <summary>Name of the entry that holds the SSH public keys.</summary>
    public const string PublicKeys = "public-keys";

    /// <summary>
    /// The names of the entries, whether or not a drive has them, each with the field of a ConfigDrive that it comes from.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["service-offering"] = "spec.metadata.serviceOffering",
        ["availability-zone"] = "spec.metadata.availabilityZone",
        ["local-hostname"] = "spec.metadata.hostname",
        ["local-ipv4"] = "spec.metadata.localIPv4",
        ["public-ipv4"] = "spec.metadata.publicIPv4",
        ["public-hostname"] = "spec.metadata.publicHostname",
        ["instance-id"] = "spec.metadata.instanceID",
        ["vm-id"] = "spec.metadata.instanceID",
        [PublicKeys] = "spec.sshPublicKeys",
        ["cloud-identifier"] = "spec.metadata.cloudIdentifier",
        ["hypervisor-host-name"] = "spec.metadata.exposeHypervisorHostName",
        ["cloud-domain"] = "spec.metadata.exposeNamespace",
        ["cloud-domain-id"] = "spec.metadata.exposeNamespace",
        ["cloud-name"] = "spec.metadata.cloudName",
    };

    /// <summary>The entries of a drive that have a value, in CloudStack's order.</summary>
    public static IEnumerable<(string Name, string Value)> Of(DriveContent content)
    {
        var metadata = content.Metadata;
        (string Name, string? Value)[] entries =
        [
            ("service-offering", metadata.ServiceOffering),
            ("availability-zone", metadata.AvailabilityZone),
            ("local-hostname", metadata.Hostname),
            ("local-ipv4", metadata.LocalIPv4),
            ("public-ipv4", metadata.PublicIPv4),
            ("public-hostname", metadata.PublicHostname),
            ("instance-id", metadata.VirtualMachineID),
            ("vm-id", metadata.VirtualMachineID),
            (PublicKeys, string.Join('\n', content.PublicKeys.Select(key => key.Line))),
            ("cloud-identifier", metadata.CloudIdentifier),
            ("hypervisor-host-name", metadata.HypervisorHostName),
            ("cloud-domain", metadata.CloudDomain),
            ("cloud-domain-id", metadata.CloudDomainID),
            ("cloud-name", metadata.CloudName),
        ];
        return entries.Where(entry => !string.IsNullOrWhiteSpace(entry.Value)).Select(entry => (entry.Name, entry.Value!));
    }
}
