using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("What is on the drive, for which VirtualMachine, and how it gets there.")]
internal sealed record ConfigDriveSpec
{
    private readonly IReadOnlyList<Layout>? layouts;

    [Description("The KubeVirt VirtualMachine, in the same namespace, that the drive is for. Cannot be changed: create a new ConfigDrive instead.")]
    [Validation("self == oldSelf", "virtualMachineRef cannot be changed: delete this ConfigDrive and make a new one")]
    public required VirtualMachineReference VirtualMachineRef { get; init; }

    [Description("Volume label. Guests look for config-2, which is the default unless the class or the operator says otherwise; for cidata, which is the default where NoCloud is a layout and OpenStack is not.")]
    [Schema(Pattern = "^[A-Za-z0-9_-]{1,16}$", PatternInWords = "1 to 16 letters, digits, hyphens and underscores")]
    public string? VolumeLabel { get; init; }

    [Description("Layouts of files to write. Default: those of the class, else OpenStack and CloudStack.")]
    [Schema(MinItems = 1, MaxItems = 3, ListType = "set")]
    public IReadOnlyList<Layout> Layouts { get => layouts ?? [Layout.OpenStack, Layout.CloudStack]; init => layouts = value; }

    [Description("Operating system of the guest. Windows adds the password files that CloudStack's Windows scripts read.")]
    [Schema(Default = "\"Linux\"")]
    public GuestOS GuestOS { get; init; }

    [Description("User data; the bytes go on the drive untouched, at most 1 MiB.")]
    public Source? UserData { get; init; }

    [Description("Vendor data: cloud-config text, which becomes vendor_data.json {\"cloud-init\": ...}.")]
    public Source? VendorData { get; init; }

    [Description("A second vendor data, for tools of the platform: cloud-config text, which becomes vendor_data2.json. cloud-init merges it over vendorData.")]
    public Source? VendorData2 { get; init; }

    [Description("Network data. When absent there is no network_data.json at all, and the guest falls back to DHCP.")]
    public NetworkDataSource? NetworkData { get; init; }

    [Description("Network configuration for the layout NoCloud, in cloud-init's form, version 1 or 2. Default there: what networkData.generate makes.")]
    public Source? NetworkConfig { get; init; }

    [Description("SSH public keys; each source may have many lines in the form of authorized_keys.")]
    [Schema(MaxItems = 64, ListType = "atomic")]
    public IReadOnlyList<Source> SshPublicKeys { get => field ?? []; init; }

    [Description("Password of a user of the guest.")]
    public Password? Password { get; init; }

    [Description("Metadata of the instance; what is absent is derived from the VirtualMachine.")]
    public InstanceMetadata Metadata { get => field ?? new(); init; }

    [Description("Which instance ID the guest finds, and so when it starts over. Stable: an ID of the VirtualMachine's own; cloud-init reads the drive at each start. "
        + "SystemUUID: the firmware UUID; cloud-init reads the drive once. PerUserData: another ID with other user data, vendor data or files; the guest starts over. "
        + "metadata.instanceID wins over it. Default: that of the class, else Stable; SystemUUID with attachment.detachAfterBoot.")]
    public InstanceIdentity? InstanceIdentity { get; init; }

    [Description("When a Linux guest with cloud-init applies password and SSH keys after its first start. None: not by the drive. EachStart: at each start. "
        + "Live: also when a medium comes into the drive of the running guest. Default: that of the class, else EachStart, for Linux where the layouts can carry it; else None.")]
    public GuestHook? GuestHook { get; init; }

    /// <summary>
    /// The <see cref="InstanceIdentity"/> in effect. A guest whose drive is ejected after its boot may reboot without it: only an ID that it
    /// also finds in its firmware stays the same then.
    /// </summary>
    [JsonIgnore]
    public InstanceIdentity EffectiveInstanceIdentity =>
        InstanceIdentity ?? (Attachment.DetachAfterBoot is true ? Api.InstanceIdentity.SystemUUID : Api.InstanceIdentity.Stable);

    /// <summary>The <see cref="GuestHook"/> in effect: only vendor data can carry one, and Windows does not support any.</summary>
    [JsonIgnore]
    public GuestHook EffectiveGuestHook => GuestHook ?? (CanCarryGuestHook ? Api.GuestHook.EachStart : Api.GuestHook.None);

    /// <summary>Whether guests find a drive of these layouts by NoCloud's label, as OpenStack is not one of them.</summary>
    internal static bool AreForNoCloud(IReadOnlyList<Layout> layouts) => layouts.Contains(Layout.NoCloud) && !layouts.Contains(Layout.OpenStack);

    /// <summary>Whether the guest supports a hook, and a layout has vendor data to carry it.</summary>
    [JsonIgnore]
    internal bool CanCarryGuestHook => GuestOS is GuestOS.Linux && (Layouts.Contains(Layout.OpenStack) || Layouts.Contains(Layout.NoCloud));

    [Description("Files that cloud-init writes into the guest.")]
    [Schema(MaxItems = 256, ListType = "atomic")]
    public IReadOnlyList<GuestFile> Files { get => field ?? []; init; }

    [Description("The library of images.")]
    public SecondaryStorage SecondaryStorage { get => field ?? new(); init; }

    [Description("The claim that the VirtualMachine reads.")]
    public PrimaryStorage PrimaryStorage { get => field ?? new(); init; }

    [Description("How the drive is attached to the VirtualMachine.")]
    [Schema(Default = "{}")]
    public AttachmentSpec Attachment { get => field ?? new(); init; }

    [Description("While true, the operator changes nothing for this ConfigDrive but its removal.")]
    public bool Suspend { get; init; }

    [Description("The ConfigDriveClass that completes this spec. Default: the class that is annotated as the default one, if there is one; the empty name is no class.")]
    [Schema(MaxLength = 253, Pattern = $"^({NamePattern.Subdomain})?$", PatternInWords = $"empty, or {NamePattern.SubdomainInWords}")]
    public string? ClassName { get; init; }

    /// <summary>This spec, with the defaults of a class where it is silent and they fit it.</summary>
    public ConfigDriveSpec CompletedBy(ClassDefaults defaults)
    {
        var completed = this with
        {
            Layouts = (layouts ?? defaults.Layouts)!,
            VolumeLabel = VolumeLabel ?? (layouts is not null && AreForNoCloud(layouts) ? null : defaults.VolumeLabel),
            InstanceIdentity = InstanceIdentity ?? defaults.InstanceIdentity,
            SecondaryStorage = new() { Reclaim = SecondaryStorage.Reclaim ?? defaults.SecondaryStorage?.Reclaim },
            PrimaryStorage = PrimaryStorage.CompletedBy(defaults.PrimaryStorage),
            Attachment = Attachment.CompletedBy(defaults.Attachment),
        };
        return completed with { GuestHook = GuestHook ?? (completed.CanCarryGuestHook ? defaults.GuestHook : null) };
    }
}

[Description("A KubeVirt VirtualMachine in the same namespace.")]
internal sealed record VirtualMachineReference
{
    [Description("Name of the VirtualMachine.")]
    [Schema(MinLength = 1, MaxLength = 253, Pattern = $"^{NamePattern.Subdomain}$", PatternInWords = NamePattern.SubdomainInWords)]
    public required string Name { get; init; }
}

/// <summary>A tree of files on the drive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Layout>))]
internal enum Layout
{
    /// <summary><c>openstack/latest</c>, which cloud-init, cloudbase-init, Ignition and most others read.</summary>
    OpenStack,

    /// <summary><c>cloudstack/</c>, which CloudStack's guest scripts and Ignition's cloudstack platform read.</summary>
    CloudStack,

    /// <summary><c>meta-data</c>, <c>user-data</c> and the like in the root, which cloud-init's NoCloud reads from a volume labelled <c>cidata</c>.</summary>
    NoCloud,
}

[JsonConverter(typeof(JsonStringEnumConverter<GuestOS>))]
internal enum GuestOS
{
    /// <summary>Also BSD and the like.</summary>
    Linux,
    Windows,
}

/// <summary>
/// Which instance ID the guest finds on its drive, and so when it is a new instance that runs everything again.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceIdentity>))]
internal enum InstanceIdentity
{
    /// <summary>
    /// An ID of the VirtualMachine's own, derived from its firmware UUID and not equal to it, for its whole life: cloud-init reads the drive at
    /// each start.
    /// </summary>
    Stable,

    /// <summary>The firmware UUID, as Nova has it: cloud-init recognises its machine by it, and reads the drive once.</summary>
    SystemUUID,

    /// <summary>As <see cref="Stable"/>, and another one with other user data, vendor data or files: the guest then starts over.</summary>
    PerUserData,
}

/// <summary>When a Linux guest with cloud-init applies the password and the SSH keys of its drive, beyond its first start.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestHook>))]
internal enum GuestHook
{
    /// <summary>Never by anything that the drive brings.</summary>
    None,

    EachStart,

    /// <summary>At each start, and whenever a medium comes into the drive of the running guest.</summary>
    Live,
}

[Description("The password of a user of the guest.")]
internal sealed record Password
{
    [Description("The key of a Secret with the password.")]
    public required KeySelector SecretKeyRef { get; init; }

    [Description("How long the password stays on the drive: for one start of the VirtualMachine, or always.")]
    [Schema(Default = "\"NextStart\"")]
    public PasswordLifetime Lifetime { get; init; }

    [Description("Whose password it is. Default: the guest's default user.")]
    [Schema(
        Pattern = "^[a-z_][a-z0-9_-]*$",
        MaxLength = 32,
        PatternInWords = "the name of a user: lower-case letters, digits, hyphens and underscores, the first not a digit or hyphen")]
    public string? User { get; init; }

    [Description("Whether the Secret has a hash of crypt(5) instead of the password itself.")]
    public bool Hashed { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<PasswordLifetime>))]
internal enum PasswordLifetime
{
    /// <summary>For one start of the VirtualMachine.</summary>
    NextStart,

    /// <summary>As long as the ConfigDrive names it.</summary>
    Always,
}

[Description("Metadata of the instance.")]
internal sealed record InstanceMetadata
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
    [Schema(
        Pattern = @"^(\s*|[A-Za-z0-9_:-][A-Za-z0-9._:-]*)$",
        MaxLength = 253,
        PatternInWords = "letters, digits and the characters . _ : -, the first not a dot: guests make a directory's name of it")]
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

[Description("A file that cloud-init writes into the guest.")]
internal sealed record GuestFile
{
    [Description("Absolute path in the guest.")]
    [Schema(Pattern = "^/", PatternInWords = "an absolute path", MinLength = 2, MaxLength = 4096)]
    public required string Path { get; init; }

    [Description("Content of the file.")]
    public required Source Content { get; init; }
}
