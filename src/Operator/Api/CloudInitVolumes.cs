namespace ConfigDrive.Operator.Api.KubeVirt;

// KubeVirt's disks for cloud-init, with what users put into them (kubevirt.io/api/core/v1, schema.go). Apart from V1VirtualMachine, which the operator keeps in memory: only
// import reads these.

/// <summary>A VirtualMachine with the content of its disks for cloud-init.</summary>
internal sealed record CloudInitVirtualMachine() : KubernetesObject("kubevirt.io/v1", "VirtualMachine")
{
    public CloudInitVirtualMachineSpec Spec { get => field ?? new(); init; }
}

internal sealed record CloudInitVirtualMachineSpec { public CloudInitTemplate Template { get => field ?? new(); init; } }
internal sealed record CloudInitTemplate { public CloudInitInstanceSpec Spec { get => field ?? new(); init; } }

internal sealed record CloudInitInstanceSpec
{
    public CloudInitDomain Domain { get => field ?? new(); init; }
    public IReadOnlyList<CloudInitVolume> Volumes { get => field ?? []; init; }
    public IReadOnlyList<AccessCredential> AccessCredentials { get => field ?? []; init; }
}

internal sealed record CloudInitDomain
{
    public Firmware? Firmware { get; init; }
    public CloudInitDevices Devices { get => field ?? new(); init; }
}

internal sealed record CloudInitDevices { public IReadOnlyList<Disk> Disks { get => field ?? []; init; } }

internal sealed record CloudInitVolume
{
    public string Name { get => field ?? ""; init; }
    public CloudInitSource? CloudInitNoCloud { get; init; }
    public CloudInitSource? CloudInitConfigDrive { get; init; }
}

/// <summary>The same fields for both kinds. A Secret comes before text, and text before base64 (pkg/cloud-init/cloud-init.go).</summary>
internal sealed record CloudInitSource
{
    public ObjectName? SecretRef { get; init; }
    public string? UserDataBase64 { get; init; }
    public string? UserData { get; init; }
    public ObjectName? NetworkDataSecretRef { get; init; }
    public string? NetworkDataBase64 { get; init; }
    public string? NetworkData { get; init; }

    public override string ToString() => nameof(CloudInitSource);
}

internal sealed record ObjectName { public string Name { get => field ?? ""; init; } }

/// <summary>SSH keys or passwords that KubeVirt gives the guest: on its disk for cloud-init, or by the guest agent.</summary>
internal sealed record AccessCredential
{
    public SshPublicKeyCredential? SshPublicKey { get; init; }
    public JsonElement? UserPassword { get; init; }
}

internal sealed record SshPublicKeyCredential
{
    public SshPublicKeySource Source { get => field ?? new(); init; }
    public SshPublicKeyPropagation PropagationMethod { get => field ?? new(); init; }
}

internal sealed record SshPublicKeySource { public AccessCredentialSecret? Secret { get; init; } }
internal sealed record AccessCredentialSecret { public string SecretName { get => field ?? ""; init; } }

/// <summary>One of these is present.</summary>
internal sealed record SshPublicKeyPropagation
{
    public JsonElement? ConfigDrive { get; init; }
    public JsonElement? NoCloud { get; init; }
    public JsonElement? QemuGuestAgent { get; init; }
}
