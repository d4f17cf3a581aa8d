namespace ConfigDrive.Iso.Conformance;

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
        Check(new CheckedImage(image), options, findings);
        return findings.All;
    }

    private static void Check(CheckedImage image, IsoCheckOptions options, Findings findings)
    {
        findings.Require(
            image.Length % CheckedImage.BlockSize == 0,
            "ECMA-119 6.1.2",
            "image",
            $"the length {image.Length} is not a whole number of sectors");
        var descriptors = new DescriptorSetCheck(image, options, findings);
        var volumes = descriptors.Run();
        var extents = new ExtentMap(image, findings);
        foreach (var volume in volumes)
        {
            extents.AddStructure(volume.Block, CheckedImage.BlockSize, volume.Where);
        }

        if (descriptors.Terminator > 0)
        {
            extents.AddStructure(descriptors.Terminator, CheckedImage.BlockSize, "volume descriptor set terminator");
        }

        var trees = volumes.Select(volume => new TreeCheck(image, volume, options, extents, findings)).ToList();
        foreach (var tree in trees)
        {
            tree.Run();
            new PathTableCheck(image, tree, extents, findings).Run();
        }

        extents.Check();
        new ConfigDriveCheck(image, trees, findings).Run();
    }
}

/// <summary>How strict a check is.</summary>
public sealed record IsoCheckOptions
{
    /// <summary>
    /// Accept what genisoimage and others write in the primary tree although ECMA-119 reserves it to upper case letters, digits and "_":
    /// lower case, "-", and more than one dot, in names and in the volume label. True unless set.
    /// </summary>
    public bool RelaxedNames { get; init; } = true;

    /// <summary>
    /// Check as well what no standard asks for but guests need, or what this library promises: one label and one time everywhere, trees
    /// that agree, a length in 4 KiB pages, unique serial numbers, no bytes outside of files. True unless set.
    /// </summary>
    public bool ConfigDrive { get; init; } = true;
}

/// <summary>The bytes of the image under check, in blocks of 2048 bytes.</summary>
internal sealed class CheckedImage(ReadOnlyMemory<byte> bytes)
{
    public const int BlockSize = 2048;

    public long Length => bytes.Length;

    /// <summary>Whether the image has all of these bytes.</summary>
    public bool Has(long position, long length) => position >= 0 && length >= 0 && position + length <= bytes.Length;

    /// <summary>Bytes that <see cref="Has"/> has confirmed.</summary>
    public ReadOnlySpan<byte> Bytes(long position, int length) => bytes.Span.Slice((int)position, length);

    public ReadOnlySpan<byte> Block(uint block) => Bytes((long)block * BlockSize, BlockSize);

    public static long BlocksFor(long length) => (length + BlockSize - 1) / BlockSize;
}
