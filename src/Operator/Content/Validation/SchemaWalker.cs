using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>
/// Checks a value against the attributes of its type and its members, from which the CustomResourceDefinition is made too. Other rules check formats,
/// and CEL beyond <see cref="ExactlyOneOfAttribute"/>.
/// </summary>
internal sealed class SchemaWalker
{
    private readonly SchemaAttribute limits;
    private readonly Regex? pattern;
    private readonly ExactlyOneOfAttribute? oneOf;
    private readonly Member[] members;
    private readonly SchemaWalker? item;

    private sealed record Member(string Name, bool IsRequired, Func<object, object?> Get, SchemaWalker Walker);

    public SchemaWalker(JsonTypeInfo type, ICustomAttributeProvider? member = null)
    {
        limits = member?.GetCustomAttributes(typeof(SchemaAttribute), inherit: true).OfType<SchemaAttribute>().FirstOrDefault() ?? new SchemaAttribute();
        pattern = limits.Pattern is { } text ? Compile(text) : null;
        oneOf = type.Type.GetCustomAttribute<ExactlyOneOfAttribute>();
        members =
        [
            .. type.Properties.Where(property => property.Get is not null).Select(property => new Member(
                property.Name,
                property.IsRequired,
                property.Get!,
                new SchemaWalker(type.Options.GetTypeInfo(property.PropertyType), property.AttributeProvider))),
        ];
        item = type.ElementType is { } element ? new SchemaWalker(type.Options.GetTypeInfo(element)) : null;
    }

    /// <summary>What is wrong, in the order of the members. A required value that is <c>null</c> is wrong too.</summary>
    public IEnumerable<FieldError> Check(object value, string field) => value switch
    {
        string text => One(field, FaultOf(text)),
        Enum => One(field, Enum.IsDefined(value.GetType(), value) ? null : "is not one of the values of this field: see the CustomResourceDefinition"),
        IReadOnlyDictionary<string, string> texts =>
            [.. One(field, FaultOfCount(texts.Count, 0, limits.MaxProperties)), .. Nulls(texts.Select(text => ($"{field}[{text.Key}]", (object?)text.Value)))],
        IEnumerable items when item is not null => CheckList([.. items.Cast<object?>().Index().Select(each => ($"{field}[{each.Index}]", each.Item))], field),
        _ => CheckMembers(value, field),
    };

    private IEnumerable<FieldError> CheckMembers(object value, string field)
    {
        if (oneOf is not null && members.Count(member => oneOf.Fields.Contains(member.Name) && member.Get(value) is not null) != 1)
        {
            yield return new FieldError(field, oneOf.Message);
        }

        foreach (var member in members)
        {
            var path = $"{field}.{member.Name}";
            var errors = member.Get(value) switch
            {
                { } given => member.Walker.Check(given, path),
                null when member.IsRequired => One(path, "is missing: give it"),
                _ => [],
            };
            foreach (var error in errors)
            {
                yield return error;
            }
        }
    }

    private IEnumerable<FieldError> CheckList((string Field, object? Value)[] items, string field) =>
    [
        .. One(field, FaultOfCount(items.Length, Math.Max(limits.MinItems, 0), limits.MaxItems)),
        .. Nulls(items),
        .. Repeated(items).Select(repeated => new FieldError(repeated, "is a duplicate: remove one")),
        .. items.Where(each => each.Value is not null).SelectMany(each => item!.Check(each.Value!, each.Field)),
    ];

    /// <summary>Where a set has a value, or a map a key, for the second time.</summary>
    private IEnumerable<string> Repeated((string Field, object? Value)[] items)
    {
        if (limits.ListType is not ("set" or "map"))
        {
            yield break;
        }

        var keys = item!.members.Where(member => limits.ListMapKeys.Contains(member.Name)).ToList();
        var seen = new HashSet<object>();
        foreach (var (field, value) in items)
        {
            if (value is not null && !seen.Add(keys.Count == 0 ? value : string.Join('\n', keys.Select(key => key.Get(value)))))
            {
                yield return field;
            }
        }
    }

    // The API server counts Unicode code points, of which there are never more than characters of .NET.
    private string? FaultOf(string text)
    {
        var (least, most) = (Math.Max(limits.MinLength, 0), limits.MaxLength);
        if (text.Length < least || (most >= 0 && text.Length > most && text.EnumerateRunes().Count() > most))
        {
            return $"has {text.EnumerateRunes().Count()} characters: give {least} to {most}";
        }

        return pattern is null || pattern.IsMatch(text) ? null : $"must be {limits.PatternInWords}";
    }

    private static string? FaultOfCount(int count, int least, int most) => count >= least && (most < 0 || count <= most)
        ? null
        : $"has {count} entries: give {least} to {most}";

    private static IEnumerable<FieldError> Nulls(IEnumerable<(string Field, object? Value)> items) =>
        items.Where(each => each.Value is null).Select(each => new FieldError(each.Field, "is null: remove it, or give a value"));

    private static IEnumerable<FieldError> One(string field, string? fault) => fault is null ? [] : [new FieldError(field, fault)];

    // To the API server $ is the end, to .NET also the position before a last line break.
    private static Regex Compile(string pattern) => new(
        pattern.EndsWith('$') ? $@"{pattern[..^1]}\z" : pattern, RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(MatchTimeout.Milliseconds));
}
