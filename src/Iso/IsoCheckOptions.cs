namespace ConfigDrive.Iso;

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
