using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Metadata of the instance.")]
public sealed record InstanceMetadata
{
    [Description("Host name, short or fully qualified. Default: the VirtualMachine's spec.hostname, else its name.")]
    [Schema(MaxLength = 253)]
    public string? Hostname { get; init; }

    [Description("Availability zone. Default: the zone of the node.")]
    [Schema(MaxLength = 253)]
    public string? AvailabilityZone { get; init; }

    [Description("Service offering. Default: the name of the VirtualMachine's instance type.")]
    [Schema(MaxLength = 253)]
    public string? ServiceOffering { get; init; }

    [Description("Instance ID, in every layout. Default: the one that spec.instanceIdentity gives; for CloudStack's layout the VirtualMachine's firmware UUID.")]
    [Schema(MaxLength = 253)]
    public string? InstanceID { get; init; }

    [Description("Identifier of the cloud.")]
    [Schema(MaxLength = 253)]
    public string? CloudIdentifier { get; init; }

    [Description("Name of the cloud.")]
    [Schema(MaxLength = 253)]
    public string? CloudName { get; init; }

    [Description("IPv4 address of the guest's first interface. Default: its static address in networkData.generate, or the one that KubeVirt's masquerade gives.")]
    [Schema(Format = "ipv4")]
    public string? LocalIPv4 { get; init; }

    [Description("IPv4 address by which others reach the guest. Default: the local one.")]
    [Schema(Format = "ipv4")]
    public string? PublicIPv4 { get; init; }

    [Description("Name by which others reach the guest. Default: publicIPv4, when it is given.")]
    [Schema(MaxLength = 253)]
    public string? PublicHostname { get; init; }

    [Description("Whether the guest may know the name of its node.")]
    public bool ExposeHypervisorHostName { get; init; }

    [Description("Whether the guest may know its namespace (cloud-domain, cloud-domain-id and project_id).")]
    public bool ExposeNamespace { get; init; }

    [Description("More metadata: meta{} of meta_data.json, and cloudstack/metadata/<key>.txt. Keys are file names.")]
    [Schema(MaxProperties = 128)]
    public IReadOnlyDictionary<string, string> Extra { get => field ?? new Dictionary<string, string>(); init; }
}
