using System.Globalization;
using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules that many fields share.</summary>
internal static class FieldRules
{
    /// <summary>A text that must be given, of a length counted in Unicode code points, as the API server counts.</summary>
    public static IEnumerable<FieldError> Length(string? value, string field, int least, int most)
    {
        if (value is null)
        {
            yield return new FieldError(field, "is missing: give it");
        }
        else if (value.Length < least || CodePoints(value) is var length && length > most)
        {
            yield return new FieldError(field, string.Create(CultureInfo.InvariantCulture, $"has {CodePoints(value)} characters: give {least} to {most}"));
        }
    }

    /// <summary>A text that must be given and match; <paramref name="expected"/> says in words what the pattern allows.</summary>
    public static IEnumerable<FieldError> Match(string? value, string field, Regex pattern, string expected)
    {
        if (value is null || !pattern.IsMatch(value))
        {
            yield return new FieldError(field, $"must be {expected}");
        }
    }

    /// <summary>A text that may be absent, on one line, of at most 253 characters.</summary>
    public static IEnumerable<FieldError> OptionalLine(string? value, string field)
    {
        if (value is null)
        {
            return [];
        }

        return value.Any(char.IsControl)
            ? [new FieldError(field, "holds a line break or another control character: give printable characters on one line")]
            : Length(value, field, 0, 253);
    }

    /// <summary>A list of at most so many items, none of them <c>null</c>.</summary>
    public static IEnumerable<FieldError> Count<T>(IReadOnlyCollection<T> items, string field, int most, int least = 0)
    {
        if (items.Count < least || items.Count > most)
        {
            yield return new FieldError(field, string.Create(CultureInfo.InvariantCulture, $"has {items.Count} entries: give {least} to {most}"));
        }

        foreach (var (index, item) in items.Index())
        {
            if (item is null)
            {
                yield return new FieldError($"{field}[{index}]", "is null: remove it");
            }
        }
    }

    /// <summary>A list in which nothing stands twice.</summary>
    public static IEnumerable<FieldError> Distinct<T>(IEnumerable<T> items, string field, string what)
    {
        var seen = new HashSet<T>();
        foreach (var (index, item) in items.Index())
        {
            if (!seen.Add(item))
            {
                yield return new FieldError($"{field}[{index}]", $"gives {what} a second time: remove one");
            }
        }
    }

    /// <summary>An enumeration value that the program knows; a number in place of its name is none.</summary>
    public static IEnumerable<FieldError> Defined<T>(T value, string field)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            yield return new FieldError(field, "is not one of the values of this field: see the CustomResourceDefinition");
        }
    }

    private static int CodePoints(string value) => value.EnumerateRunes().Count();
}
