namespace ConfigDrive.Operator.Api.KubeVirt;

// The few fields of KubeVirt's types that the operator reads (kubevirt.io/api/core/v1, types.go and schema.go), under KubeVirt's own names.

internal sealed record V1VirtualMachine() : KubernetesObject("kubevirt.io/v1", "VirtualMachine")
{
    public VirtualMachineSpec Spec { get => field ?? new(); init; }
    public VirtualMachineStatus? Status { get; init; }
}

/// <remarks>Its JSON, in this order, enters the digest of a drive's inputs.</remarks>
internal sealed record VirtualMachineSpec
{
    /// <summary><c>Always</c>, <c>Halted</c>, <c>Manual</c>, <c>RerunOnFailure</c>, <c>Once</c>, <c>WaitAsReceiver</c>. Excludes <see cref="Running"/>.</summary>
    public string? RunStrategy { get; init; }

    /// <summary>Older form of <see cref="RunStrategy"/>: <c>Always</c> or <c>Halted</c>.</summary>
    public bool? Running { get; init; }

    public InstancetypeMatcher? Instancetype { get; init; }

    /// <summary>Present when KubeVirt fills fields that the template leaves open from a preference.</summary>
    public PreferenceMatcher? Preference { get; init; }

    /// <summary>What a changed volume of a running VirtualMachine means: <c>Replacement</c>, or <c>Migration</c> of its content.</summary>
    public string? UpdateVolumesStrategy { get; init; }

    public VirtualMachineInstanceTemplate Template { get => field ?? new(); init; }
}

internal sealed record InstancetypeMatcher { public string? Name { get; init; } }
internal sealed record PreferenceMatcher;
internal sealed record VirtualMachineInstanceTemplate { public VirtualMachineInstanceSpec Spec { get => field ?? new(); init; } }

internal sealed record VirtualMachineStatus
{
    public string? SnapshotInProgress { get; init; }
    public string? RestoreInProgress { get; init; }

    /// <summary><c>RestartRequired</c> and <c>Failure</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }
}

internal sealed record Condition
{
    public string Type { get => field ?? ""; init; }
    public string Status { get => field ?? ""; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
}

internal sealed record V1VirtualMachineInstance() : KubernetesObject("kubevirt.io/v1", "VirtualMachineInstance")
{
    public VirtualMachineInstanceSpec Spec { get => field ?? new(); init; }
    public VirtualMachineInstanceStatus? Status { get; init; }
}

internal sealed record VirtualMachineInstanceSpec
{
    public string? Hostname { get; init; }

    /// <summary><c>amd64</c>, <c>arm64</c>, <c>s390x</c>.</summary>
    public string? Architecture { get; init; }

    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }
    public Affinity? Affinity { get; init; }
    public IReadOnlyList<Toleration>? Tolerations { get; init; }
    public DomainSpec Domain { get => field ?? new(); init; }

    /// <summary>Interfaces refer to them by name.</summary>
    public IReadOnlyList<Network> Networks { get => field ?? []; init; }

    /// <summary>Disks refer to them by name.</summary>
    public IReadOnlyList<Volume> Volumes { get => field ?? []; init; }
}

internal sealed record DomainSpec
{
    public Firmware? Firmware { get; init; }
    public Devices Devices { get => field ?? new(); init; }
}

/// <summary>What the guest finds in its SMBIOS.</summary>
internal sealed record Firmware { public string? Uuid { get; init; } }

internal sealed record Devices
{
    /// <summary>In the order of the guest's drives.</summary>
    public IReadOnlyList<Disk> Disks { get => field ?? []; init; }

    public IReadOnlyList<Interface> Interfaces { get => field ?? []; init; }

    /// <summary>Devices of the node that are passed to the guest; one may be a network card.</summary>
    public IReadOnlyList<HostDevice> HostDevices { get => field ?? []; init; }
}

internal sealed record Disk
{
    public string Name { get => field ?? ""; init; }
    public CdRomTarget? Cdrom { get; init; }
}

internal sealed record CdRomTarget;

internal sealed record Interface
{
    public string Name { get => field ?? ""; init; }

    /// <summary>Present when it is fixed in the spec.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Present when the guest is behind KubeVirt's network address translation.</summary>
    public InterfaceMasquerade? Masquerade { get; init; }

    /// <summary><c>up</c>, <c>down</c>, or <c>absent</c> when the interface is unplugged.</summary>
    public string? State { get; init; }

    /// <summary>In the guest, when it is fixed in the spec: <c>0000:81:01.10</c>.</summary>
    public string? PciAddress { get; init; }

    /// <summary>By which software in the guest knows the interface.</summary>
    public string? Tag { get; init; }
}

internal sealed record InterfaceMasquerade;
internal sealed record HostDevice { public string Name { get => field ?? ""; init; } }

internal sealed record Network
{
    public string Name { get => field ?? ""; init; }

    /// <summary>Present when this is the pod's own network.</summary>
    public PodNetwork? Pod { get; init; }
}

/// <summary>With the CIDR of the guest behind masquerade.</summary>
internal sealed record PodNetwork { public string? VmNetworkCIDR { get; init; } }

internal sealed record Volume
{
    public string Name { get => field ?? ""; init; }
    public HotpluggableClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>KubeVirt's own config drive; its label is always <c>config-2</c> (pkg/cloud-init/cloud-init.go).</summary>
    public CloudInitConfigDriveSource? CloudInitConfigDrive { get; init; }

    /// <summary>KubeVirt's own disk for cloud-init's NoCloud; its label is always <c>cidata</c> (as above).</summary>
    public CloudInitNoCloudSource? CloudInitNoCloud { get; init; }

    public DataVolumeSource? DataVolume { get; init; }
}

internal sealed record HotpluggableClaimVolumeSource
{
    public string ClaimName { get => field ?? ""; init; }

    /// <summary>Whether it can be changed while the guest runs.</summary>
    public bool Hotpluggable { get; init; }
}

internal sealed record CloudInitConfigDriveSource;
internal sealed record CloudInitNoCloudSource;

/// <summary>With the name of the DataVolume and of its claim.</summary>
internal sealed record DataVolumeSource { public string Name { get => field ?? ""; init; } }

internal sealed record VirtualMachineInstanceStatus
{
    /// <summary><c>Pending</c>, <c>Scheduling</c>, <c>Scheduled</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    public IReadOnlyList<PhaseTransition> PhaseTransitionTimestamps { get => field ?? []; init; }
    public string? NodeName { get; init; }

    /// <summary>Node from which the instance is to be moved away, as when that is drained.</summary>
    public string? EvacuationNodeName { get; init; }

    public MigrationState? MigrationState { get; init; }

    /// <summary><c>AgentConnected</c>, <c>Synchronized</c> and <c>EvictionRequested</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    public IReadOnlyList<VolumeStatus> VolumeStatus { get => field ?? []; init; }
}

internal sealed record PhaseTransition
{
    public string? Phase { get; init; }
    public DateTimeOffset? PhaseTransitionTimestamp { get; init; }
}

/// <summary>The last migration of an instance.</summary>
internal sealed record MigrationState
{
    public DateTimeOffset? StartTimestamp { get; init; }
    public DateTimeOffset? EndTimestamp { get; init; }
    public bool Completed { get; init; }
    public bool Failed { get; init; }

    public bool IsUnderWay() => StartTimestamp is not null && EndTimestamp is null && !Completed && !Failed;
}

internal sealed record VolumeStatus
{
    public string Name { get => field ?? ""; init; }

    /// <summary>Device in the guest, such as <c>sdb</c>; empty until it is there.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// <c>Pending</c>, <c>Bound</c>, <c>AttachedToNode</c>, <c>MountedToPod</c>, <c>Ready</c>, <c>Detaching</c>, <c>UnMountedFromPod</c>; absent for
    /// volumes that the instance has for all its life.
    /// </summary>
    public string? Phase { get; init; }

    public string? Reason { get; init; }
    public string? Message { get; init; }

    /// <summary>The claim as KubeVirt found it (since 1.3).</summary>
    public PersistentVolumeClaimInfo? PersistentVolumeClaimInfo { get; init; }

    /// <summary>Present when the volume was plugged in by an attachment pod.</summary>
    public HotplugVolumeStatus? HotplugVolume { get; init; }
}

internal sealed record PersistentVolumeClaimInfo
{
    public string? ClaimName { get; init; }
    public IReadOnlyList<string> AccessModes { get => field ?? []; init; }
}

internal sealed record HotplugVolumeStatus;

internal sealed record V1VirtualMachineInstanceMigration() : KubernetesObject("kubevirt.io/v1", "VirtualMachineInstanceMigration")
{
    public VirtualMachineInstanceMigrationSpec Spec { get => field ?? new(); init; }
    public VirtualMachineInstanceMigrationStatus? Status { get; init; }
}

/// <summary>With the name of the instance, which is that of the VirtualMachine.</summary>
internal sealed record VirtualMachineInstanceMigrationSpec { public string VmiName { get => field ?? ""; init; } }

internal sealed record VirtualMachineInstanceMigrationStatus
{
    /// <summary>
    /// Empty, <c>Pending</c>, <c>Scheduling</c>, <c>Scheduled</c>, <c>PreparingTarget</c>, <c>TargetReady</c>, <c>Running</c>, <c>Succeeded</c>,
    /// <c>Failed</c>.
    /// </summary>
    public string? Phase { get; init; }
}

internal sealed record V1KubeVirt() : KubernetesObject("kubevirt.io/v1", "KubeVirt")
{
    public KubeVirtSpec Spec { get => field ?? new(); init; }
    public KubeVirtStatus? Status { get; init; }
}

internal sealed record KubeVirtSpec { public KubeVirtConfiguration? Configuration { get; init; } }
internal sealed record KubeVirtConfiguration { public DeveloperConfiguration? DeveloperConfiguration { get; init; } }

internal sealed record DeveloperConfiguration
{
    public IReadOnlyList<string> FeatureGates { get => field ?? []; init; }

    /// <summary>Feature gates that are off although they are on by default (since 1.8).</summary>
    public IReadOnlyList<string> DisabledFeatureGates { get => field ?? []; init; }
}

internal sealed record KubeVirtStatus
{
    /// <summary>KubeVirt ignores a KubeVirt object that has none (pkg/virt-config/configuration.go).</summary>
    public string? Phase { get; init; }

    /// <summary>The version that runs, such as <c>v1.9.0</c>.</summary>
    public string? ObservedKubeVirtVersion { get; init; }
}
