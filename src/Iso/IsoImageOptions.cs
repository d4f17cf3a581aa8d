using System.Buffers;
using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso;

/// <summary>What is recorded in an image beside its files.</summary>
public sealed record IsoImageOptions
{
    private const int MaximumLabelLength = VolumeDescriptorFields.IdentifierLength / sizeof(char);

    private static readonly SearchValues<char> ForbiddenInLabel = SearchValues.Create("*/:;?\\");

    /// <summary>
    /// The volume label, recorded as it is in the primary and in the Joliet descriptor, padded with spaces. At most 16 printable ASCII
    /// characters, which is the size of Joliet's field (ECMA-119 8.5.5). Lower case, outside the standard's d-characters, is kept: guests
    /// look for "config-2".
    /// </summary>
    public required string VolumeLabel { get; init; }

    /// <summary>
    /// The one time that the image carries, for the volume and for every file, recorded in UTC to the second. Years 1900 to 2155. The Unix
    /// epoch unless set, so that the same files make the same image at any time.
    /// </summary>
    public DateTimeOffset Timestamp { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// What an application records for its own use (ECMA-119 8.4.32), in the primary descriptor alone: at most 512 printable ASCII
    /// characters, followed by zeroes. Empty, and so all zero, unless set.
    /// </summary>
    public string ApplicationUse { get; init; } = "";

    /// <summary>Checks that every option fits its field in the volume descriptors and the directory records.</summary>
    /// <exception cref="IsoLayoutException">An option does not fit its field.</exception>
    internal void Check()
    {
        CheckLabel();

        // Its content is the application's own (ECMA-119 8.4.32); the rules of other text fields do not apply.
        if (ApplicationUse.Length > VolumeDescriptorFields.ApplicationUseLength || !IsPrintable(ApplicationUse))
        {
            throw new IsoLayoutException(
                nameof(ApplicationUse), $"the text has at most {VolumeDescriptorFields.ApplicationUseLength} printable ASCII characters");
        }

        var year = Timestamp.UtcDateTime.Year;
        if (year is < RecordedTime.FirstYear or > RecordedTime.LastYear)
        {
            throw new IsoLayoutException(
                nameof(Timestamp),
                $"a directory record has the years {RecordedTime.FirstYear} to {RecordedTime.LastYear} (ECMA-119 9.1.5), not {year}");
        }
    }

    private void CheckLabel()
    {
        if (VolumeLabel.Length is 0 or > MaximumLabelLength)
        {
            throw new IsoLayoutException(
                nameof(VolumeLabel),
                $"a label has 1 to {MaximumLabelLength} characters, the size of the Joliet field; \"{VolumeLabel}\" has {VolumeLabel.Length}");
        }

        var isForbidden = !IsPrintable(VolumeLabel) || VolumeLabel.AsSpan().ContainsAny(ForbiddenInLabel);
        if (isForbidden || VolumeLabel.StartsWith(' ') || VolumeLabel.EndsWith(' '))
        {
            throw new IsoLayoutException(
                nameof(VolumeLabel),
                $"a label has printable ASCII characters except * / : ; ? \\ and no space at its ends; \"{VolumeLabel}\" does not fit");
        }
    }

    private static bool IsPrintable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
