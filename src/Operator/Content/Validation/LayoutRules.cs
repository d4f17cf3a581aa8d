using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the label, the layouts and what only one of them can carry.</summary>
internal static partial class LayoutRules
{
    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec) =>
    [
        .. spec.VolumeLabel is null ? [] : FieldRules.Match(
            spec.VolumeLabel, "spec.volumeLabel", Label(), "1 to 16 letters, digits, hyphens and underscores"),
        .. FieldRules.Count(spec.Layouts, "spec.layouts", 2, least: 1),
        .. FieldRules.Distinct(spec.Layouts, "spec.layouts", "a layout"),
        .. spec.Layouts.Index().SelectMany(layout => FieldRules.Defined(layout.Item, $"spec.layouts[{layout.Index}]")),
        .. FieldRules.Defined(spec.GuestOS, "spec.guestOS"),
        .. spec.Layouts.Contains(Layout.OpenStack) ? [] : OnlyInOpenStack(spec),
    ];

    private static IEnumerable<FieldError> OnlyInOpenStack(ConfigDriveSpec spec)
    {
        (string Field, bool IsGiven)[] fields =
        [
            ("spec.vendorData", spec.VendorData is not null),
            ("spec.vendorData2", spec.VendorData2 is not null),
            ("spec.networkData", spec.NetworkData is not null),
            ("spec.files", spec.Files.Count > 0),
        ];
        return fields.Where(field => field.IsGiven).Select(field => new FieldError(
            field.Field, "has no place in the CloudStack layout: add OpenStack to spec.layouts, or remove it"));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,16}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
