using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the attachment.</summary>
internal static partial class AttachmentRules
{
    public static IEnumerable<FieldError> Check(AttachmentSpec attachment, string field) =>
    [
        .. FieldRules.Defined(attachment.Mode, $"{field}.mode"),
        .. FieldRules.Length(attachment.DiskName, $"{field}.diskName", 1, 63),
        .. FieldRules.Match(attachment.DiskName, $"{field}.diskName", DiskName(), "a DNS label: lower-case letters, digits and inner hyphens"),
        .. attachment.Bus is { } bus ? FieldRules.Defined(bus, $"{field}.bus") : [],
        .. FieldRules.Defined(attachment.Update, $"{field}.update"),
        .. attachment is { Mode: AttachmentMode.Manual, DetachAfterBoot: true }
            ? [new FieldError($"{field}.detachAfterBoot", "needs mode Managed: in mode Manual the operator never changes the VirtualMachine")]
            : Array.Empty<FieldError>(),
    ];

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DiskName();
}
