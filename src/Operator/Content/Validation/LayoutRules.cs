using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the label, the layouts and what only some of them can carry.</summary>
internal static partial class LayoutRules
{
    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec) =>
    [
        .. spec.VolumeLabel is null ? [] : FieldRules.Match(
            spec.VolumeLabel, "spec.volumeLabel", Label(), "1 to 16 letters, digits, hyphens and underscores"),
        .. FieldRules.Count(spec.Layouts, "spec.layouts", 3, least: 1),
        .. FieldRules.Distinct(spec.Layouts, "spec.layouts", "a layout"),
        .. spec.Layouts.Index().SelectMany(layout => FieldRules.Defined(layout.Item, $"spec.layouts[{layout.Index}]")),
        .. FieldRules.Defined(spec.GuestOS, "spec.guestOS"),
        .. Misplaced(spec),
    ];

    private static IEnumerable<FieldError> Misplaced(ConfigDriveSpec spec)
    {
        var isNetworkDataGiven = spec.NetworkData is { Generate: null };
        (string Field, bool IsGiven, Layout[] Carriers)[] fields =
        [
            ("spec.vendorData", spec.VendorData is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.vendorData2", spec.VendorData2 is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.networkData", spec.NetworkData?.Generate is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.networkData", isNetworkDataGiven, [Layout.OpenStack]),
            ("spec.networkConfig", spec.NetworkConfig is not null, [Layout.NoCloud]),
            ("spec.files", spec.Files.Count > 0, [Layout.OpenStack]),
        ];
        foreach (var (field, _, carriers) in fields.Where(each => each.IsGiven && !each.Carriers.Intersect(spec.Layouts).Any()))
        {
            yield return new FieldError(
                field,
                $"has no place in the layout {string.Join(" or ", spec.Layouts)}: add {string.Join(" or ", carriers)} to spec.layouts, or remove it"
                + (field is "spec.networkData" && isNetworkDataGiven ? "; for NoCloud give spec.networkConfig" : ""));
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,16}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
