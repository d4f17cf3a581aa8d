using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content;

/// <summary>What the operator's settings say where neither the ConfigDrive nor the VirtualMachine does.</summary>
internal sealed record ContentDefaults
{
    /// <summary>Volume label; CloudStack's setting <c>vm.configdrive.label</c> has the same default.</summary>
    public string VolumeLabel { get; init; } = "config-2";

    /// <summary>
    /// The volume label of a drive: what its spec names; else that by which its layouts are found, which is <c>cidata</c> where NoCloud is one of them
    /// and OpenStack is not.
    /// </summary>
    internal string LabelOf(ConfigDriveSpec spec) =>
        spec.VolumeLabel ?? (spec.Layouts.Contains(Layout.NoCloud) && !spec.Layouts.Contains(Layout.OpenStack) ? "cidata" : VolumeLabel);

    /// <summary>Availability zone of a VirtualMachine whose node's zone is not known.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Name of the cloud (CloudStack's setting <c>metadata.custom.cloud.name</c>).</summary>
    public string? CloudName { get; init; }

    /// <summary>Identifier of the cloud (CloudStack's setting <c>cloud.identifier</c>).</summary>
    public string? CloudIdentifier { get; init; }
}
