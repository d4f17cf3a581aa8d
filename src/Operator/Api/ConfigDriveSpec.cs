using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("What the drive holds, for which VirtualMachine, and how it gets there.")]
public sealed record ConfigDriveSpec
{
    [Description("The KubeVirt VirtualMachine, in the same namespace, that the drive is for. Cannot be changed: make a new ConfigDrive instead.")]
    [Validation("self == oldSelf", "virtualMachineRef cannot be changed: delete this ConfigDrive and make a new one")]
    public required VirtualMachineReference VirtualMachineRef { get; init; }

    [Description("Volume label. Guests look for config-2, which is the default unless the operator is set otherwise; for cidata, which is the default where NoCloud is a layout and OpenStack is not.")]
    [Schema(Pattern = "^[A-Za-z0-9_-]{1,16}$", PatternInWords = "1 to 16 letters, digits, hyphens and underscores")]
    public string? VolumeLabel { get; init; }

    [Description("Layouts of files to write.")]
    [Schema(Default = """["OpenStack","CloudStack"]""", MinItems = 1, MaxItems = 3, ListType = "set")]
    public IReadOnlyList<Layout> Layouts { get => field ?? [Layout.OpenStack, Layout.CloudStack]; init; }

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

    [Description("SSH public keys; each source may hold many lines in the form of authorized_keys.")]
    [Schema(MaxItems = 64, ListType = "atomic")]
    public IReadOnlyList<Source> SshPublicKeys { get => field ?? []; init; }

    [Description("Password of a user of the guest.")]
    public Password? Password { get; init; }

    [Description("Metadata of the instance; what is absent is derived from the VirtualMachine.")]
    public InstanceMetadata Metadata { get => field ?? new(); init; }

    [Description("Which instance ID the guest finds, and so when it starts over. Stable: an ID of the VirtualMachine's own; cloud-init reads the drive at each start. "
        + "SystemUUID: the firmware UUID; cloud-init reads the drive once. PerUserData: another ID with other user data, vendor data or files; the guest starts over. "
        + "metadata.instanceID wins over it. Default: Stable; SystemUUID with attachment.detachAfterBoot.")]
    public InstanceIdentity? InstanceIdentity { get; init; }

    [Description("When a Linux guest with cloud-init applies password and SSH keys after its first start. None: not by the drive. EachStart: at each start. "
        + "Live: also when a medium comes into the drive of the running guest. Default: EachStart for Linux where the layouts can carry it, else None.")]
    public GuestHook? GuestHook { get; init; }

    /// <summary>
    /// The <see cref="InstanceIdentity"/> that holds. A guest whose drive is ejected after its boot may reboot without it: only an ID that it
    /// finds in its firmware, too, stays then.
    /// </summary>
    [JsonIgnore]
    public InstanceIdentity EffectiveInstanceIdentity =>
        InstanceIdentity ?? (Attachment.DetachAfterBoot ? Api.InstanceIdentity.SystemUUID : Api.InstanceIdentity.Stable);

    /// <summary>The <see cref="GuestHook"/> that holds: vendor data alone can carry one, and Windows takes none.</summary>
    [JsonIgnore]
    public GuestHook EffectiveGuestHook => GuestHook ?? (CanCarryGuestHook ? Api.GuestHook.EachStart : Api.GuestHook.None);

    /// <summary>Whether the guest is one that takes a hook, and a layout has vendor data to carry it.</summary>
    [JsonIgnore]
    internal bool CanCarryGuestHook => GuestOS is GuestOS.Linux && (Layouts.Contains(Layout.OpenStack) || Layouts.Contains(Layout.NoCloud));

    [Description("Files that cloud-init writes into the guest.")]
    [Schema(MaxItems = 256, ListType = "atomic")]
    public IReadOnlyList<GuestFile> Files { get => field ?? []; init; }

    [Description("The library of images.")]
    [Schema(Default = "{}")]
    public SecondaryStorage SecondaryStorage { get => field ?? new(); init; }

    [Description("The claim that the VirtualMachine reads.")]
    public PrimaryStorage PrimaryStorage { get => field ?? new(); init; }

    [Description("How the drive is attached to the VirtualMachine.")]
    [Schema(Default = "{}")]
    public Attachment Attachment { get => field ?? new(); init; }

    [Description("While true, the operator changes nothing for this ConfigDrive but its removal.")]
    public bool Suspend { get; init; }
}
