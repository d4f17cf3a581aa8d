using ConfigDrive.Operator.Content.Validation;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// A field that breaks a rule: its path, what is wrong and what to do, without a value of a Secret. Both are cut, since
/// they may have something that a user wrote, of any length.
/// </summary>
internal sealed record FieldError(string Field, string Message)
{
    private const int LongestField = 256;
    private const int LongestMessage = 1024;

    public string Field { get; } = Echo.Cut(Field, LongestField);

    public string Message { get; } = Echo.Cut(Message, LongestMessage);

    public override string ToString() => $"{Field}: {Message}";
}

/// <summary>
/// The rules for a ConfigDrive's spec: those of the CustomResourceDefinition, since an API server may lack or drop them, and those that a
/// schema cannot state. What depends on the VirtualMachine or the sources is left to <see cref="DriveContent.Resolve"/>.
/// </summary>
internal static class SpecValidation
{
    private const int MostErrors = 10;

    private static readonly SchemaWalker ClassSchema = new(ConfigDriveJsonContext.Default.ConfigDriveClassSpec);
    private static readonly SchemaWalker Schema = new(ConfigDriveJsonContext.Default.ConfigDriveSpec);

    /// <summary>
    /// What is wrong with <paramref name="spec"/>, each field once, first by its schema and then by the other rules: the first ten, and then how many
    /// more there are, so that all of it fits a message.
    /// </summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveSpec spec) => First(Schema.Check(spec, "spec").Concat(SpecRules.Check(spec)));

    /// <summary>As for a ConfigDrive, what is wrong with a class.</summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveClassSpec spec) => First(ClassSchema.Check(spec, "spec").Concat(SpecRules.Check(spec)));

    private static List<FieldError> First(IEnumerable<FieldError> all)
    {
        List<FieldError> errors = [.. all.DistinctBy(error => error.Field)];
        return errors.Count <= MostErrors
            ? errors
            : [.. errors.Take(MostErrors), new FieldError("spec", $"breaks rules in {errors.Count - MostErrors} more fields: mend these first")];
    }
}
