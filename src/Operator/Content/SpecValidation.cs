using ConfigDrive.Operator.Content.Validation;

namespace ConfigDrive.Operator.Content;

/// <summary>A field that breaks a rule: its path, what is wrong and what to do, without a value of a Secret.</summary>
internal sealed record FieldError(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}

/// <summary>
/// The rules for a ConfigDrive's spec: those of the CustomResourceDefinition, since an API server may lack or drop them, and those that a
/// schema cannot state. What depends on the VirtualMachine or the sources is left to <see cref="DriveContent.Resolve"/>.
/// </summary>
internal static class SpecValidation
{
    private static readonly SchemaWalker Schema = new(ConfigDriveJsonContext.Default.ConfigDriveSpec);

    /// <summary>What is wrong with <paramref name="spec"/>, each field once, first by its schema and then by the other rules.</summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveSpec spec) =>
        [.. Schema.Check(spec, "spec").Concat(SpecRules.Check(spec)).DistinctBy(error => error.Field)];
}
