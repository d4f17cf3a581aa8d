using System.Buffers;
using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>Refuses options that the fields of the volume descriptors cannot hold.</summary>
internal static class OptionRules
{
    private const int MaximumLabelLength = VolumeDescriptorFields.IdentifierLength / sizeof(char);
    private const int MaximumTextLength = VolumeDescriptorFields.LongIdentifierLength / sizeof(char);

    private const char FirstPrintable = ' ';
    private const char LastPrintable = '~';

    private static readonly SearchValues<char> ForbiddenInLabel = SearchValues.Create("*/:;?\\");

    public static void Check(IsoImageOptions options)
    {
        CheckLabel(options.VolumeLabel);
        CheckText(options.Publisher, nameof(options.Publisher));
        CheckText(options.DataPreparer, nameof(options.DataPreparer));
        CheckText(options.Application, nameof(options.Application));
        CheckApplicationUse(options.ApplicationUse);
        var year = options.Timestamp.UtcDateTime.Year;
        if (year is < RecordedTime.FirstYear or > RecordedTime.LastYear)
        {
            throw new IsoLayoutException(
                nameof(options.Timestamp),
                $"a directory record holds the years {RecordedTime.FirstYear} to {RecordedTime.LastYear} (ECMA-119 9.1.5), not {year}");
        }
    }

    // Its content is the application's own (ECMA-119 8.4.32): no text of another field's rules.
    private static void CheckApplicationUse(string text)
    {
        if (text.Length > VolumeDescriptorFields.ApplicationUseLength || !IsPrintable(text))
        {
            throw new IsoLayoutException(
                nameof(IsoImageOptions.ApplicationUse),
                $"the text has at most {VolumeDescriptorFields.ApplicationUseLength} printable ASCII characters");
        }
    }

    private static void CheckLabel(string label)
    {
        if (label.Length is 0 or > MaximumLabelLength)
        {
            throw new IsoLayoutException(
                nameof(IsoImageOptions.VolumeLabel),
                $"a label has 1 to {MaximumLabelLength} characters, as the Joliet field holds; \"{label}\" has {label.Length}");
        }

        if (!IsPrintable(label) || label.AsSpan().ContainsAny(ForbiddenInLabel) || label.StartsWith(' ') || label.EndsWith(' '))
        {
            throw new IsoLayoutException(
                nameof(IsoImageOptions.VolumeLabel),
                $"a label has printable ASCII characters except * / : ; ? \\ and no space at its ends; \"{label}\" is none");
        }
    }

    private static void CheckText(string text, string option)
    {
        if (text.Length > MaximumTextLength || !IsPrintable(text))
        {
            throw new IsoLayoutException(option, $"the text has at most {MaximumTextLength} printable ASCII characters");
        }

        if (text.StartsWith('_'))
        {
            throw new IsoLayoutException(
                option,
                "the text does not start with \"_\", which would make it the name of a file (ECMA-119 8.4.20)");
        }
    }

    private static bool IsPrintable(string text) => !text.AsSpan().ContainsAnyExceptInRange(FirstPrintable, LastPrintable);
}
