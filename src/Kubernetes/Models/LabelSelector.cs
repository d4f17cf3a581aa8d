using System.Text.RegularExpressions;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Selects objects by their labels, as <c>kubectl --selector</c> does: requirements that all must hold, parted by commas.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors; apimachinery's <c>pkg/labels/selector.go</c>.</remarks>
public sealed partial class LabelSelector
{
    private readonly IReadOnlyList<Requirement> requirements;

    private LabelSelector(string text, IReadOnlyList<Requirement> requirements) => (Text, this.requirements) = (text, requirements);

    /// <summary>Selects all objects.</summary>
    public static LabelSelector Everything { get; } = new("", []);

    /// <summary>As it was written; empty when it selects all.</summary>
    public string Text { get; }

    /// <summary>The labels that it reads.</summary>
    public IEnumerable<string> Keys => requirements.Select(requirement => requirement.Key).Distinct(StringComparer.Ordinal);

    /// <summary>Reads <c>key</c>, <c>!key</c>, <c>key=value</c>, <c>key==value</c>, <c>key!=value</c>, <c>key in (a,b)</c>, <c>key notin (a,b)</c>, parted by commas.</summary>
    /// <returns>The selector; null when the text is none.</returns>
    public static LabelSelector? TryParse(string text)
    {
        var read = new List<Requirement>();
        var rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            if (Next.Match(rest.ToString()) is not { Success: true } match)
            {
                return null;
            }

            read.Add(Requirement.From(match));
            rest = rest[match.Length..];
            if (rest is [',', ..] && rest[1..].Trim() is { Length: > 0 } more)
            {
                rest = more;
            }
            else if (rest.Length > 0)
            {
                return null;
            }
        }

        return new LabelSelector(text.Trim(), read);
    }

    /// <summary>Whether it selects an object with these labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels) => requirements.All(requirement => requirement.Holds(labels?.GetValueOrDefault(requirement.Key)));

    public override string ToString() => Text;

    private const string Name = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private const string Key = $"(?<key>([a-z0-9]([-a-z0-9.]{{0,251}}[a-z0-9])?/)?{Name})";

    [GeneratedRegex(
        $@"^((?<not>!)\s*{Key}|{Key}\s*(?<op>==?|!=)\s*(?<value>({Name})?)|{Key}\s+(?<op>in|notin)\s*\(\s*(?<value>({Name})?)(\s*,\s*(?<value>({Name})?))*\s*\)|{Key})\s*(?=,|\z)",
        RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Next { get; }

    /// <summary>One requirement. As in Kubernetes, a label that is missing is none of the values, and so fulfils <c>!=</c> and <c>notin</c>.</summary>
    private sealed record Requirement(string Key, bool IsNegated, IReadOnlyList<string>? Values)
    {
        public static Requirement From(Match match) => new(
            match.Groups["key"].Value,
            match.Groups["not"].Success || match.Groups["op"].Value is "!=" or "notin",
            match.Groups["op"].Success ? [.. match.Groups["value"].Captures.Select(capture => capture.Value)] : null);

        public bool Holds(string? label) => (label is not null && Values?.Contains(label) is not false) != IsNegated;
    }
}
