namespace ConfigDrive.Iso;

/// <summary>A rule that an image breaks.</summary>
/// <param name="Rule">
/// The rule: the clause of the standard, such as "ECMA-119 9.3", "Joliet Allowed Character Set", "SUSP 5.1" or "RRIP 4.1.4", or a rule of
/// config drives, such as "config drive: one time".
/// </param>
/// <param name="Where">The part of the image: a descriptor, a path table, or the path and the byte position of a record.</param>
/// <param name="Message">What is recorded there and what the rule wants.</param>
public sealed record IsoFinding(string Rule, string Where, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: {Message} ({Rule})";
}
