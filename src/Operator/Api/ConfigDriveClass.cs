using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

/// <summary>What the ConfigDrives that name it, or name none, have in common: defaults of their specs, and the provider's own data for their drives.</summary>
[CustomResource("configdrive.dev", "v1alpha1", "ConfigDriveClass", "configdriveclasses", Namespaced = false, ShortNames = ["cdclass"])]
[PrinterColumn("Default", """.metadata.annotations.configdrive\.dev/is-default-class""")]
[PrinterColumn("Rollout", ".spec.rollout.mode")]
[PrinterColumn("Description", ".spec.description", Wide = true)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
internal sealed record V1Alpha1ConfigDriveClass() : KubernetesObject("configdrive.dev/v1alpha1", "ConfigDriveClass")
{
    public ConfigDriveClassSpec Spec { get => field ?? new(); init; }

    /// <summary>Whether it is the class of ConfigDrives that name none.</summary>
    [JsonIgnore]
    public bool IsDefault => Metadata.Annotations?.GetValueOrDefault(Pipeline.Annotations.DefaultClass) == "true";
}

[Description("Defaults for ConfigDrives, and what the provider adds to their drives.")]
internal sealed record ConfigDriveClassSpec
{
    [Description("What the class is for.")]
    [Schema(MaxLength = 1024)]
    public string? Description { get; init; }

    [Description("How a changed class reaches drives that exist.")]
    [Schema(Default = "{}")]
    public ClassRollout Rollout { get => field ?? new(); init; }

    [Description("The provider's vendor data, which comes before that of a ConfigDrive: a cloud-config, a script, or another text that cloud-init takes. Secrets and ConfigMaps are in the operator's namespace.")]
    public Source? VendorData { get; init; }

    [Description("SSH public keys that are added to those of each ConfigDrive. Secrets and ConfigMaps are in the operator's namespace.")]
    [Schema(MaxItems = 64, ListType = "atomic")]
    public IReadOnlyList<Source> SshPublicKeys { get => field ?? []; init; }

    [Description("Metadata of all instances; that of a ConfigDrive goes before it.")]
    public ClassMetadata Metadata { get => field ?? new(); init; }

    [Description("Fields of a ConfigDrive's spec, used where that is silent.")]
    public ClassDefaults Defaults { get => field ?? new(); init; }
}

[Description("How a changed class reaches drives that exist.")]
internal sealed record ClassRollout
{
    [Description("NextStart: when the VirtualMachine stops. Live: while it runs, too. A drive that changes for another reason takes the class as it is then.")]
    [Schema(Default = "\"NextStart\"")]
    public RolloutMode Mode { get; init; }

    [Description("How many drives take the changed class in a minute.")]
    [Schema(Default = "60", Minimum = 1, Maximum = 6000)]
    public int PerMinute { get; init; } = 60;
}

/// <summary>When a drive takes its changed class.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RolloutMode>))]
internal enum RolloutMode
{
    /// <summary>Once its VirtualMachine is stopped.</summary>
    NextStart,

    /// <summary>Also while its VirtualMachine runs.</summary>
    Live,
}

[Description("Metadata of all instances of a class.")]
internal sealed record ClassMetadata
{
    [Description("Availability zone; it goes before the zone of the node.")]
    [Schema(MaxLength = 253)]
    public string? AvailabilityZone { get; init; }

    [Description("Identifier of the cloud.")]
    [Schema(MaxLength = 253)]
    public string? CloudIdentifier { get; init; }

    [Description("Name of the cloud.")]
    [Schema(MaxLength = 253)]
    public string? CloudName { get; init; }

    [Description("More metadata, as in a ConfigDrive, whose entry goes before one of the same key.")]
    [Schema(MaxProperties = 128)]
    public IReadOnlyDictionary<string, string> Extra { get => field ?? new Dictionary<string, string>(); init; }
}

[Description("Fields of a ConfigDrive's spec, used where that is silent.")]
internal sealed record ClassDefaults
{
    [Description("As volumeLabel of a ConfigDrive.")]
    [Schema(Pattern = "^[A-Za-z0-9_-]{1,16}$", PatternInWords = "1 to 16 letters, digits, hyphens and underscores")]
    public string? VolumeLabel { get; init; }

    [Description("As layouts of a ConfigDrive.")]
    [Schema(MinItems = 1, MaxItems = 3, ListType = "set")]
    public IReadOnlyList<Layout>? Layouts { get; init; }

    [Description("As instanceIdentity of a ConfigDrive.")]
    public InstanceIdentity? InstanceIdentity { get; init; }

    [Description("As guestHook of a ConfigDrive; None for a guest that does not support it.")]
    public GuestHook? GuestHook { get; init; }

    [Description("As secondaryStorage of a ConfigDrive.")]
    public SecondaryStorage? SecondaryStorage { get; init; }

    [Description("As primaryStorage of a ConfigDrive.")]
    public PrimaryStorage? PrimaryStorage { get; init; }

    [Description("As attachment of a ConfigDrive.")]
    public AttachmentDefaults? Attachment { get; init; }
}

[Description("How drives are attached where their ConfigDrives are silent. Mode and name of the disk belong to the author of the VirtualMachine.")]
internal sealed record AttachmentDefaults
{
    [Description("As bus of a ConfigDrive's attachment.")]
    public DiskBus? Bus { get; init; }

    [Description("As update of a ConfigDrive's attachment.")]
    public UpdatePolicy? Update { get; init; }

    [Description("As detachAfterBoot of a ConfigDrive's attachment; not in mode Manual.")]
    public bool? DetachAfterBoot { get; init; }
}
