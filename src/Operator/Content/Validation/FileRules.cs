using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for files that are written into the guest.</summary>
internal static class FileRules
{
    public static IEnumerable<FieldError> Check(IReadOnlyList<GuestFile> files, string field) =>
    [
        .. FieldRules.Count(files, field, 256),
        .. files.Index().Where(file => file.Item is not null).SelectMany(file => Check(file.Item, $"{field}[{file.Index}]")),
        .. FieldRules.Distinct(files.Select(file => file?.Path), field, "a path"),
    ];

    private const string UncleanPath =
        "must be absolute and clean: /, then names joined by single slashes, none of them . or .., without control characters";

    private static IEnumerable<FieldError> Check(GuestFile file, string field) =>
    [
        .. FieldRules.Length(file.Path, $"{field}.path", 2, 4096),
        .. file.Path is null || IsAbsoluteAndClean(file.Path)
            ? []
            : new[] { new FieldError($"{field}.path", UncleanPath) },
        .. file.Content is null
            ? [new FieldError($"{field}.content", "is missing: give one of inline, base64, secretKeyRef and configMapKeyRef")]
            : SourceRules.Check(file.Content, $"{field}.content"),
    ];

    // What is too short has been said already.
    private static bool IsAbsoluteAndClean(string path) =>
        path.Length < 2 || (path.StartsWith('/') && !path.Any(char.IsControl) && path[1..].Split('/').All(name => name is not ("" or "." or "..")));
}
