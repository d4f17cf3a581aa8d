using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Operator.Revisions;

/// <summary>
/// Where an image says which revision it is, for a guest to read: in "Application Use" of the primary volume descriptor (ECMA-119 8.4.32), at
/// byte 33651, ten characters followed by zeroes. The revision is the digest of the image with that field blank, all zero: a digest cannot be part of
/// its own input.
/// </summary>
internal static class RevisionField
{
    /// <summary>The first byte of the field: the descriptor is at block 16, and the field at its byte position 884, counted from one.</summary>
    public const int Start = (16 * 2048) + 883;

    /// <summary>The first byte after the field.</summary>
    public const int End = Start + 512;

    public static IsoImage Mark(IsoImage image, string revision) => image.WithApplicationUse(revision);

    /// <summary>The image that the revision is the digest of.</summary>
    public static IsoImage Blank(IsoImage image) => image.WithApplicationUse("");

    /// <summary>The revision that an image names; <c>null</c> when it names none. Other programs write other things there.</summary>
    public static string? Read(IsoReader image) => RevisionKey.IsDigest(image.ApplicationUse) ? image.ApplicationUse : null;

    /// <summary>Whether the bytes of a field name a revision, or none.</summary>
    public static bool NamesOrIsBlank(ReadOnlySpan<byte> field, string revision)
    {
        var text = field.TrimEnd((byte)0);
        return text.IsEmpty || Ascii.Equals(text, revision);
    }
}
