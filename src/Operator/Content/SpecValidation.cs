using ConfigDrive.Operator.Content.Validation;

namespace ConfigDrive.Operator.Content;

/// <summary>A field that breaks a rule.</summary>
/// <param name="Field">Path of the field, for example <c>spec.files[0].path</c>.</param>
/// <param name="Message">What is wrong and what to do. Never a value from a Secret.</param>
internal sealed record FieldError(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}

/// <summary>
/// The rules for a ConfigDrive's spec: those of the CustomResourceDefinition, since an API server may lack or drop them, and those that a
/// schema cannot state. What only the VirtualMachine or the sources tell is left to <see cref="DriveContent.Resolve"/>.
/// </summary>
internal static class SpecValidation
{
    private static readonly SchemaWalker Schema = new(ConfigDriveJsonContext.Default.ConfigDriveSpec);

    /// <summary>What is wrong with <paramref name="spec"/>, each field once, first by its schema and then by the other rules.</summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveSpec spec) =>
        [.. Schema.Check(spec, "spec").Concat(SpecRules.Check(spec)).DistinctBy(error => error.Field)];
}
