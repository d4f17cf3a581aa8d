using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the sources of SSH public keys.</summary>
internal static class KeyRules
{
    public static IEnumerable<FieldError> Check(IReadOnlyList<Source> sources, string field) =>
        [.. FieldRules.Count(sources, field, 64), .. sources.Index().SelectMany(source => SourceRules.Check(source.Item, $"{field}[{source.Index}]"))];
}
