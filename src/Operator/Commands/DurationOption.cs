using System.CommandLine;
using System.Globalization;

namespace ConfigDrive.Operator.Commands;

/// <summary>An option that is a length of time as Kubernetes' programs write it: a whole number with <c>s</c>, <c>m</c> or <c>h</c>.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan> Create(string name, string description, TimeSpan @default) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => @default,
        CustomParser = argument =>
        {
            var text = argument.Tokens.Single().Value;
            if (Parse(text) is { } duration)
            {
                return duration;
            }

            argument.AddError($"{name}: '{text}' is no duration, such as 90s, 5m or 1h.");
            return default;
        },
    };

    /// <summary>A duration longer than nothing; <c>null</c> when the text is none.</summary>
    internal static TimeSpan? Parse(string text) =>
        text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                _ => null,
            }
            : null;
}
