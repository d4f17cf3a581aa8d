using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content;

/// <summary>The rules for a ConfigDrive's spec, as the CustomResourceDefinition states them and beyond; an API server may have dropped some.</summary>
public static class SpecValidation
{
    /// <summary>Every rule that <paramref name="spec"/> breaks; empty when it is valid.</summary>
    public static IReadOnlyList<FieldError> Check(ConfigDriveSpec spec) => throw new NotSupportedException("Being written.");
}
