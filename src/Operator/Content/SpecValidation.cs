using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.Validation;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// The rules for a ConfigDrive's spec: those of the CustomResourceDefinition, since an API server may lack or drop them, and those that a
/// schema cannot state. What only the VirtualMachine or the sources tell is left to <see cref="DriveContent.Resolve"/>.
/// </summary>
internal static class SpecValidation
{
    /// <summary>Every rule that <paramref name="spec"/> breaks, in the order of its fields; empty when it is valid.</summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return
        [
            .. VirtualMachineRules.Check(spec.VirtualMachineRef, "spec.virtualMachineRef"),
            .. LayoutRules.Check(spec),
            .. SourceRules.Check(spec.UserData, "spec.userData"),
            .. SourceRules.Check(spec.VendorData, "spec.vendorData"),
            .. SourceRules.Check(spec.VendorData2, "spec.vendorData2"),
            .. NetworkDataRules.Check(spec.NetworkData, "spec.networkData"),
            .. SourceRules.Check(spec.NetworkConfig, "spec.networkConfig"),
            .. KeyRules.Check(spec.SshPublicKeys, "spec.sshPublicKeys"),
            .. PasswordRules.Check(spec, "spec.password"),
            .. MetadataRules.Check(spec.Metadata, "spec.metadata"),
            .. GuestHookRules.Check(spec),
            .. FileRules.Check(spec.Files, "spec.files"),
            .. StorageRules.Check(spec),
            .. AttachmentRules.Check(spec.Attachment, "spec.attachment"),
        ];
    }
}
