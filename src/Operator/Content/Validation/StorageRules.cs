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
            .. Text.Defined(spec.SecondaryStorage.Reclaim, "spec.secondaryStorage.reclaim"),
            .. Text.OptionalLine(primary.StorageClassName, "spec.primaryStorage.storageClassName"),
            .. Text.Count(primary.AccessModes, "spec.primaryStorage.accessModes", 4),
            .. Text.Distinct(primary.AccessModes, "spec.primaryStorage.accessModes", "an access mode"),
            .. primary.AccessModes.Index().SelectMany(mode => Text.Defined(mode.Item, $"spec.primaryStorage.accessModes[{mode.Index}]")),
            .. primary.VolumeMode is { } volumeMode ? Text.Defined(volumeMode, "spec.primaryStorage.volumeMode") : [],
            .. primary.Size is null ? [] : Text.Match(primary.Size.Text, "spec.primaryStorage.size", Quantity(), "a quantity of bytes above zero, such as 16Mi"),
        ];
    }

    [GeneratedRegex("^(?=.*[1-9])[0-9]{1,18}([.][0-9]{1,9})?([KMGTPE]i|[kMGTPE])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quantity();
}
