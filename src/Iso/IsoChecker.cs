using ConfigDrive.Iso.Checking;

namespace ConfigDrive.Iso;

/// <summary>
/// Checks an image against ECMA-119 (clauses numbered as in its second edition), Joliet, SUSP and RRIP, byte by byte, the record order,
/// characters, padding, dates, overlaps and unreferenced bytes included that other tools pass over. It shares no code with the writer, and
/// no field position either: both must misread the standard in the same way for an error to slip through.
/// </summary>
public static class IsoChecker
{
    /// <summary>Checks an image. Never fails, whatever the bytes are.</summary>
    /// <param name="image">The whole image.</param>
    /// <param name="options">How strict to be; as strict as for a config drive unless given.</param>
    /// <returns>What is wrong, in the order in which it was found, at most 1000 findings; nothing if the image is sound.</returns>
    public static IReadOnlyList<IsoFinding> Check(ReadOnlyMemory<byte> image, IsoCheckOptions? options = null)
    {
        options ??= new IsoCheckOptions();
        var findings = new Findings(options.ConfigDrive);
        new ImageCheck(new CheckedImage(image), options, findings).Run();
        return findings.All;
    }
}
