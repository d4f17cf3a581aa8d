using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the two stores.</summary>
internal static partial class StorageRules
{
    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec)
    {
        var primary = spec.PrimaryStorage;
        return
        [
            .. FieldRules.Defined(spec.SecondaryStorage.Reclaim, "spec.secondaryStorage.reclaim"),
            .. FieldRules.OptionalLine(primary.StorageClassName, "spec.primaryStorage.storageClassName"),
            .. FieldRules.Count(primary.AccessModes, "spec.primaryStorage.accessModes", 4),
            .. FieldRules.Distinct(primary.AccessModes, "spec.primaryStorage.accessModes", "an access mode"),
            .. primary.AccessModes.Index().SelectMany(mode => FieldRules.Defined(mode.Item, $"spec.primaryStorage.accessModes[{mode.Index}]")),
            .. primary.VolumeMode is { } volumeMode ? FieldRules.Defined(volumeMode, "spec.primaryStorage.volumeMode") : [],
            .. primary.Size is null ? [] : FieldRules.Match(
                primary.Size.Text, "spec.primaryStorage.size", Quantity(), "a quantity of bytes above zero, such as 16Mi"),
        ];
    }

    [GeneratedRegex(@"^(?=.*[1-9])[0-9]{1,18}([.][0-9]{1,9})?([KMGTPE]i|[kMGTPE])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quantity();
}
