using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Derives what a ConfigDrive's metadata leaves open. Only what is known before a start counts, so that a drive does not change under a
/// booting guest; the one exception, the name of the node, the user asks for.
/// </summary>
internal static class MetadataResolver
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>The metadata of a drive.</summary>
    /// <param name="inputs">The drive's inputs.</param>
    /// <param name="networkData">The drive's <c>network_data.json</c>, if any.</param>
    /// <param name="parts">User data, vendor data and files: what a guest processes once an instance.</param>
    public static GuestMetadata Resolve(DriveInputs inputs, ReadOnlyMemory<byte>? networkData, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var given = inputs.ConfigDrive.Spec.Metadata;
        var template = inputs.VirtualMachine.Spec.Template.Spec;
        var systemUuid = VirtualMachineIdentity.SystemUuid(inputs.VirtualMachine);
        var localIPv4 = FirstKnown(
            given.LocalIPv4,
            networkData is { } data ? StaticAddress.FirstIPv4(data) : null,
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
                given.AvailabilityZone, inputs.NodeZone, template.NodeSelector?.GetValueOrDefault(ZoneLabel), inputs.Defaults.AvailabilityZone),
            LocalIPv4 = localIPv4,
            PublicIPv4 = FirstKnown(given.PublicIPv4, localIPv4),
            PublicHostname = FirstKnown(given.PublicHostname, given.PublicIPv4),
            CloudIdentifier = FirstKnown(given.CloudIdentifier, inputs.Defaults.CloudIdentifier),
            CloudName = FirstKnown(given.CloudName, inputs.Defaults.CloudName),
            HypervisorHostName = given.ExposeHypervisorHostName ? FirstKnown(inputs.VirtualMachineInstance?.Status?.NodeName) : null,
            CloudDomain = given.ExposeNamespace ? FirstKnown(inputs.ConfigDrive.Metadata.Namespace) : null,
            CloudDomainID = given.ExposeNamespace ? FirstKnown(inputs.NamespaceUid) : null,
            Extra = [.. given.Extra.OrderBy(entry => entry.Key, StringComparer.Ordinal)],
        };
    }

    private static string? FirstKnown(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                return value;
            }
        }

        return null;
    }
}
