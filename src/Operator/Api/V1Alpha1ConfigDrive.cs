using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api;

/// <summary>A config drive for one KubeVirt VirtualMachine: what is on it, and where it stands on its way to the guest.</summary>
[CustomResource("configdrive.dev", "v1alpha1", "ConfigDrive", "configdrives", ShortNames = ["cdrive"], Categories = ["kubevirt"])]
[PrinterColumn("VM", ".spec.virtualMachineRef.name")]
[PrinterColumn("Ready", """.status.conditions[?(@.type=="Ready")].status""")]
[PrinterColumn("Revision", ".status.revision")]
[PrinterColumn("Attached", """.status.conditions[?(@.type=="Attached")].status""")]
[PrinterColumn("Secondary", ".status.secondary.path", Wide = true)]
[PrinterColumn("Claim", ".status.primary.claimName", Wide = true)]
[PrinterColumn("Node", ".status.attached.nodeName", Wide = true)]
[PrinterColumn("Message", """.status.conditions[?(@.type=="Ready")].message""", Wide = true)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed class V1Alpha1ConfigDrive : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "configdrive.dev/v1alpha1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "ConfigDrive";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    public required ConfigDriveSpec Spec { get; set; }

    /// <summary>What the operator found and did; absent until the first reconcile.</summary>
    public ConfigDriveStatus? Status { get; set; }
}
